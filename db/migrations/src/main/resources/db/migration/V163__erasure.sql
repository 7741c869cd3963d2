-- What tells of a person or a workspace can be erased, from the audit log too, and a receipt says that it was.

-- The erasures of the platform. While one is at work, what it looks for is kept sealed, so that another node can go on.
create table guildhall.erasure (
  id           uuid        not null constraint erasure_pk primary key,
  kind         text        not null constraint erasure_kind_known check (kind in ('USER', 'WORKSPACE')),
  subject_id   uuid        not null constraint erasure_subject_unique unique,
  requested_by text        not null,
  reason       text        constraint erasure_reason_length check (char_length(reason) <= 500),
  requested_at timestamptz not null,
  touched_at   timestamptz not null,
  removed      jsonb       not null,
  traces       text,
  completed_at timestamptz,
  receipt      jsonb,
  constraint erasure_is_under_way_or_complete check (
    (completed_at is null) = (traces is not null) and (completed_at is null) = (receipt is null))
);
create index erasure_requested on guildhall.erasure (requested_at, id);
create index erasure_under_way on guildhall.erasure (touched_at) where completed_at is null;

-- An entry from which something was erased keeps its place and its hash, by which the next one vouches for it. That of
-- the new text is in a later entry of the same chain: this one.
alter table guildhall.audit_entry add column redacted_by bigint;
grant update (content, address, subject, redacted_by) on guildhall.audit_entry to ${audit_role};

-- Replaces the texts of some entries and adds the entry that vouches for them. All that tells what was done, when, by which
-- account and to what stays in a text as it was. The id of an entry is random and goes with what is erased, so that nobody
-- can find out by its hash what that was.
create function guildhall.redact_audit(
  kind text, target uuid, sequences bigint[], contents text[], members text, actor text, action text, subject text)
  returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  erasable constant text[] := array['id', 'actorEmail', 'address', 'requestId', 'subject', 'before', 'after', 'erased'];
  voucher bigint;
  digests text;
begin
  if current_setting('guildhall.scope', true) is distinct from 'platform' then
    raise exception 'nothing is erased in the scope of a tenant' using errcode = 'insufficient_privilege';
  end if;
  perform from guildhall.audit_head h where h.tenant_id = target for no key update;
  if exists (
      select from unnest(sequences, contents) wanted (sequence, content)
        left join guildhall.audit_entry e on e.tenant_id = target and e.sequence = wanted.sequence
       where e.content::jsonb - erasable is distinct from wanted.content::jsonb - erasable
          or e.content::jsonb ->> 'id' is not distinct from wanted.content::jsonb ->> 'id') then
    raise exception 'this is more than may be erased from an entry of the audit log'
      using errcode = 'insufficient_privilege';
  end if;
  select string_agg('"' || wanted.sequence || '":"' || encode(sha256(convert_to(wanted.content, 'UTF8')), 'hex') || '"', ',')
    into digests from unnest(sequences, contents) wanted (sequence, content);
  voucher := guildhall.append_audit(kind, target, '"redacted":{' || digests || '},' || members,
    actor, null, null, null, action, subject, null);
  update guildhall.audit_entry e
     set content = wanted.content::json, address = wanted.content::jsonb ->> 'address',
         subject = wanted.content::jsonb ->> 'subject', redacted_by = voucher
    from unnest(sequences, contents) wanted (sequence, content)
   where e.tenant_id = target and e.sequence = wanted.sequence;
  return voucher;
end
$$;
revoke execute on function guildhall.redact_audit(text, uuid, bigint[], text[], text, text, text, text) from public;
grant execute on function guildhall.redact_audit(text, uuid, bigint[], text[], text, text, text, text) to ${app_role};
grant create on schema guildhall to ${audit_role};
alter function guildhall.redact_audit(text, uuid, bigint[], text[], text, text, text, text) owner to ${audit_role};
revoke create on schema guildhall from ${audit_role};

-- Checks the entries after one that is known to be good, some at a time: how many there are, the last one's sequence and
-- hash, and the first one that is not as it was written, where the check ends.
create or replace function guildhall.verify_audit(
  target uuid, good_sequence bigint, good_hash bytea, max_entries integer,
  out entries bigint, out last_sequence bigint, out last_hash bytea, out first_invalid bigint)
language sql stable
as $$
  with checked as (
    select sequence, hash,
           (sequence = lag(sequence, 1, good_sequence) over chain + 1
            and content ->> 'previousHash' = encode(lag(hash, 1, good_hash) over chain, 'hex')
            and case when redacted_by is null then hash = sha256(convert_to(hashed, 'UTF8'))
                     else redacted_by > sequence
                      and encode(sha256(convert_to(hashed, 'UTF8')), 'hex') = (
                        select v.content -> 'redacted' ->> page.sequence::text from guildhall.audit_entry v
                         where v.tenant_id = page.tenant_id and v.sequence = page.redacted_by) end
            and content ->> word = tenant_id::text
            and content ->> 'sequence' = sequence::text
            and content ->> 'time' = guildhall.audit_time(time)
            and row(actor, credential_kind, credential, address, action, subject, correlation_id) is not distinct from row(
              content ->> 'actor', content ->> 'credentialKind', content ->> 'credential', content ->> 'address',
              content ->> 'action', content ->> 'subject', content ->> 'correlationId')) is true as good,
           lag(sequence, 1, good_sequence) over chain + 1 as expected
      from (select tenant_id, sequence, time, content::jsonb as content, content::text as hashed, hash,
                   actor, credential_kind, credential, address, action, subject, correlation_id, redacted_by,
                   (select case h.tenant_kind when 'ORGANIZATION' then 'organization' else 'workspace' end
                      from guildhall.audit_head h where h.tenant_id = target) as word
              from guildhall.audit_entry
             where tenant_id = target and sequence > good_sequence
             order by sequence limit max_entries) page
    window chain as (order by sequence))
  select count(*), max(sequence), (array_agg(hash order by sequence desc))[1],
         min(least(sequence, expected)) filter (where not good)
    from checked
$$;

-- The tables of a schema whose texts this session may change, and of how many blocks each is.
create function guildhall_door.texts_of(of_schema text, out name text, out blocks bigint) returns setof record
language sql stable
as $$
  select c.relname::text, pg_relation_size(c.oid) / current_setting('block_size')::bigint
    from pg_class c
   where c.relnamespace = to_regnamespace(quote_ident(coalesce(of_schema, current_schema()))) and c.relkind = 'r'
     and has_table_privilege(c.oid, 'select') and has_any_column_privilege(c.oid, 'update')
   order by c.relname
$$;

-- Replaces traces in the texts of some blocks of a table, in JSON and arrays too; gives how many rows that were. Addresses
-- go wherever they stand. Names go from rows only that also say whose they are, by an address or an id, which is what
-- telling finds: some wherever they stand in a text, and all where a member of an object is called a name. What is part of
-- a key gets a text that no other row has.
create function guildhall_door.erase_texts(
  of_schema text, of_table text, first_block bigint, end_block bigint, addresses text, telling text, names text, named text)
  returns bigint
language plpgsql
as $$
declare
  target constant regclass := format('%I.%I', coalesce(of_schema, current_schema()), of_table)::regclass;
  part record;
  said text;
  value text;
  former text[] := '{}';
  present text[] := '{}';
  assigned text[] := '{}';
  changed bigint;
begin
  for part in
    select quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type, t.typname = 'uuid' as is_id,
           exists (select from pg_index i where i.indrelid = target and i.indisunique and a.attnum = any (i.indkey)) as is_key,
           'concat_ws('' '', ' || string_agg(quote_ident(a.attname) || '::text', ', ') over () || ')' as said
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      left join pg_type item on item.oid = t.typelem and t.typcategory = 'A'
     where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
       and (t.typcategory = 'S' or item.typcategory = 'S' or t.typname in ('uuid', 'tsvector')
            or coalesce(item.typname, t.typname) in ('json', 'jsonb', 'xml'))
  loop
    said := part.said;
    continue when part.is_id;
    value := part.name || '::text';
    former := former || value;
    if part.is_key then
      value := format('regexp_replace(%s, $1, ''[erased '' || gen_random_uuid() || '']'', ''gi'')', value);
    else
      -- Addresses first, for a name may be a part of one.
      value := format('regexp_replace(%s, $1, ''[erased]'', ''gi'')', value);
      value := format('regexp_replace(regexp_replace(%s, $4, ''\1"[erased]"'', ''gi''), $3, ''[erased]'', ''gi'')', value);
    end if;
    present := present || value;
    assigned := assigned || format('%s = %s::%s', part.name, value, part.type);
  end loop;
  if former = '{}' then
    return 0;
  end if;
  execute format(
    'update %s set %s where ctid >= ''(%s,0)'' and ctid < ''(%s,0)'' and %s ~* $2 and row(%s) is distinct from row(%s)',
    target, array_to_string(assigned, ', '), first_block, end_block, said,
    array_to_string(former, ', '), array_to_string(present, ', '))
    using addresses, telling, names, named;
  get diagnostics changed = row_count;
  return changed;
end
$$;
