-- Who changed what, when and from where, as one chain of entries for each workspace and one for the platform, under the
-- workspace id 00000000-0000-0000-0000-000000000000. Each entry contains the hash of the one before, so that none can
-- be changed, left out or put in between without all that follow being wrong. The application reads; it writes only
-- through the two functions below, which can neither change nor take away an entry of a workspace that exists.

-- Where a chain ends at the moment; locked by every transaction that lengthens it. What is left of a deleted
-- workspace's chain is where it ended.
create table guildhall.audit_head (
  workspace_id uuid        constraint audit_head_pkey primary key,
  sequence     bigint      not null,
  hash         bytea       not null,
  closed_at    timestamptz
) with (fillfactor = 50);
select guildhall.isolate('guildhall.audit_head');

-- The content is the text that was hashed, to the letter: hash = sha256(content). All that can be said about an entry
-- stands in it; the other columns repeat it, to be searched, and are checked with it.
create table guildhall.audit_entry (
  workspace_id    uuid        not null,
  sequence        bigint      not null,
  time            timestamptz not null,
  content         json        not null,
  hash            bytea       not null,
  actor           text        not null,
  credential_kind text,
  credential      text,
  address         text,
  action          text        not null,
  subject         text,
  constraint audit_entry_pkey primary key (workspace_id, sequence)
);
select guildhall.isolate('guildhall.audit_entry');

revoke insert, update, delete on guildhall.audit_head, guildhall.audit_entry from ${app_role};

-- How a time is written in an entry.
create function guildhall.audit_time(moment timestamptz) returns text
language sql stable
return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- Lengthens a chain by some entries, each given as the JSON text of its members without the opening brace: what goes
-- before them is only known while the head is locked.
create function guildhall.append_audit(target uuid, tails text[]) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  head guildhall.audit_head;
  tail text;
  moment timestamptz;
  content text;
  fields jsonb;
begin
  if current_setting('guildhall.scope', true) is null
      or current_setting('guildhall.scope', true) not in (target::text, 'platform') then
    raise exception 'this transaction is not in the scope of workspace %', target
      using errcode = 'insufficient_privilege';
  end if;
  select * into head from guildhall.audit_head h where h.workspace_id = target for no key update;
  if not found then
    insert into guildhall.audit_head (workspace_id, sequence, hash)
    values (target, 0, decode(repeat('00', 32), 'hex'))
    on conflict (workspace_id) do nothing;
    select * into head from guildhall.audit_head h where h.workspace_id = target for no key update;
  end if;
  if head.closed_at is not null then
    raise exception 'the audit log of workspace % is closed', target
      using errcode = 'check_violation', constraint = 'audit_head_open';
  end if;
  foreach tail in array tails loop
    head.sequence := head.sequence + 1;
    moment := clock_timestamp();
    content := '{"workspace":"' || target || '","sequence":' || head.sequence
      || ',"time":"' || guildhall.audit_time(moment)
      || '","previousHash":"' || encode(head.hash, 'hex') || '",' || tail;
    fields := content::jsonb;
    head.hash := sha256(convert_to(content, 'UTF8'));
    insert into guildhall.audit_entry (workspace_id, sequence, time, content, hash,
      actor, credential_kind, credential, address, action, subject)
    values (target, head.sequence, moment, content::json, head.hash,
      fields ->> 'actor', fields ->> 'credentialKind', fields ->> 'credential', fields ->> 'address',
      fields ->> 'action', fields ->> 'subject');
  end loop;
  update guildhall.audit_head h set sequence = head.sequence, hash = head.hash where h.workspace_id = target;
  return head.sequence;
end
$$;

-- Closes the chain of a workspace that is deleted in this transaction and deletes its entries. The platform's chain
-- gets the entry given, together with where the chain ended: it cannot vanish unnoticed.
create function guildhall.end_audit(target uuid, tail text) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  platform constant uuid := '00000000-0000-0000-0000-000000000000';
  head guildhall.audit_head;
begin
  if current_setting('guildhall.scope', true) is distinct from 'platform' then
    raise exception 'a workspace is not deleted in the scope of one' using errcode = 'insufficient_privilege';
  end if;
  if target = platform or exists (select from guildhall.workspace w where w.id = target) then
    raise exception 'the audit log of % is still needed', target using errcode = 'insufficient_privilege';
  end if;
  insert into guildhall.audit_head as present (workspace_id, sequence, hash, closed_at)
  values (target, 0, decode(repeat('00', 32), 'hex'), clock_timestamp())
  on conflict (workspace_id) do update set closed_at = excluded.closed_at
  returning * into head;
  delete from guildhall.audit_entry e where e.workspace_id = target;
  return guildhall.append_audit(platform, array[
    '"ended":{"workspace":"' || target || '","sequence":' || head.sequence
      || ',"hash":"' || encode(head.hash, 'hex') || '"},' || tail]);
end
$$;

-- Checks the entries after one that is known to be good, some at a time: how many there are, the last one's sequence and
-- hash, and the first one that is not as it was written, where the check ends.
create function guildhall.verify_audit(
  target uuid, good_sequence bigint, good_hash bytea, max_entries integer,
  out entries bigint, out last_sequence bigint, out last_hash bytea, out first_invalid bigint)
language sql stable
as $$
  with checked as (
    select sequence, hash,
           (sequence = lag(sequence, 1, good_sequence) over chain + 1
            and content ->> 'previousHash' = encode(lag(hash, 1, good_hash) over chain, 'hex')
            and hash = sha256(convert_to(hashed, 'UTF8'))
            and content ->> 'workspace' = workspace_id::text
            and content ->> 'sequence' = sequence::text
            and content ->> 'time' = guildhall.audit_time(time)
            and row(actor, credential_kind, credential, address, action, subject) is not distinct from row(
              content ->> 'actor', content ->> 'credentialKind', content ->> 'credential', content ->> 'address',
              content ->> 'action', content ->> 'subject')) is true as good,
           lag(sequence, 1, good_sequence) over chain + 1 as expected
      from (select workspace_id, sequence, time, content::jsonb as content, content::text as hashed, hash,
                   actor, credential_kind, credential, address, action, subject
              from guildhall.audit_entry
             where workspace_id = target and sequence > good_sequence
             order by sequence limit max_entries) page
    window chain as (order by sequence))
  select count(*), max(sequence), (array_agg(hash order by sequence desc))[1],
         min(least(sequence, expected)) filter (where not good)
    from checked
$$;

revoke execute on function guildhall.append_audit(uuid, text[]) from public;
revoke execute on function guildhall.end_audit(uuid, text) from public;
revoke execute on function guildhall.verify_audit(uuid, bigint, bytea, integer) from public;
grant execute on function guildhall.append_audit(uuid, text[]) to ${app_role};
grant execute on function guildhall.end_audit(uuid, text) to ${app_role};
grant execute on function guildhall.verify_audit(uuid, bigint, bytea, integer) to ${app_role};

-- They run as a role that can do nothing else, and is held by row-level security itself.
grant select, insert, update on guildhall.audit_head to ${storage_role};
grant select, insert, delete on guildhall.audit_entry to ${storage_role};
grant select (id) on guildhall.workspace to ${storage_role};
grant create on schema guildhall to ${storage_role};
alter function guildhall.append_audit(uuid, text[]) owner to ${storage_role};
alter function guildhall.end_audit(uuid, text) owner to ${storage_role};
revoke create on schema guildhall from ${storage_role};
