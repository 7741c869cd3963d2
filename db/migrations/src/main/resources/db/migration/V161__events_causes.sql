-- What an event or a change follows from: what all that has the same beginning shares, the event that was being handled, and
-- the span of a trace in which it was done.
-- An event without a correlation is from before, or the beginning itself, which its id names.

alter table guildhall.event add column correlation_id text, add column causation_id uuid, add column traceparent text;
create index event_correlation on guildhall.event (tenant_id, correlation_id, sequence);
create index event_causation on guildhall.event (tenant_id, causation_id, sequence) where causation_id is not null;

drop function guildhall.append_events(text, uuid, timestamptz, uuid[], text[], text[], text[], text[]);

-- Numbers and inserts the events of one tenant, given by their columns; gives the sequence of the first. The counter's
-- row is locked from here to the commit, which makes sequences follow the order of commits.
create function guildhall.append_events(
  kind text, target uuid, moment timestamptz, ids uuid[], types text[], subjects text[], actors text[],
  correlations text[], causations uuid[], traces text[], contents text[])
returns bigint
language plpgsql
as $$
declare
  added constant integer := cardinality(ids);
  former bigint;
begin
  update guildhall.event_counter c set last_sequence = c.last_sequence + added where c.tenant_id = target
  returning c.last_sequence - added into former;
  if not found then
    insert into guildhall.event_counter as c (tenant_id, tenant_kind, last_sequence) values (target, kind, added)
    on conflict (tenant_id) do update set last_sequence = c.last_sequence + excluded.last_sequence
    returning c.last_sequence - added into former;
  end if;
  insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, subject, actor, correlation_id,
                               causation_id, traceparent, time, data)
  select target, kind, former + given.place, given.id, given.type, given.subject, given.actor,
         coalesce(given.correlation, given.id::text), given.causation, given.trace, moment, given.content::jsonb
    from unnest(ids, types, subjects, actors, correlations, causations, traces, contents)
      with ordinality given (id, type, subject, actor, correlation, causation, trace, content, place);
  return former + 1;
end
$$;
revoke execute on function guildhall.append_events(
  text, uuid, timestamptz, uuid[], text[], text[], text[], text[], uuid[], text[], text[]) from public;
grant execute on function guildhall.append_events(
  text, uuid, timestamptz, uuid[], text[], text[], text[], text[], uuid[], text[], text[]) to ${app_role};

drop function guildhall.events_since(pg_snapshot, pg_snapshot, bigint, integer);

-- A page of the events that one snapshot sees and an older one does not, in the order they are to be told in: those of
-- transactions that had not begun at the older one, or were not finished. Both are ranges of the index, however long a
-- transaction stays open, so nobody waits for a slow one. Without a target it is this moment's snapshot, and when there
-- is no event, a row without one says which that was. A page ends before max_events or about 8 MB; more tells whether
-- there is another. This is a function because its plan is made once per connection, when the table may still be
-- small, and must be the one for a large table.
create function guildhall.events_since(older pg_snapshot, target pg_snapshot, after_position bigint, max_events integer)
returns table (
  seen text, more boolean, tenant_id uuid, tenant_kind text, sequence bigint, id uuid, type text, subject text,
  actor text, correlation_id text, causation_id uuid, traceparent text, "time" timestamptz, data jsonb, "position" bigint)
language plpgsql stable
set enable_seqscan = off
set max_parallel_workers_per_gather = 0
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  visible pg_snapshot := coalesce(target, pg_current_snapshot());
begin
  return query
    select visible::text, page.place < page.found, page.tenant_id, page.tenant_kind, page.sequence, page.id, page.type,
           page.subject, page.actor, page.correlation_id, page.causation_id, page.traceparent, page.time, page.data, page.position
      from (select e.*, row_number() over (order by e.position) as place, count(*) over () as found,
                   sum(coalesce(pg_column_size(e.data), 0)) over (order by e.position) as bytes
              from (select fresh.*
                      from (select * from guildhall.event where xid >= pg_snapshot_xmax(older)
                            union all
                            select * from guildhall.event where xid = any(array(select pg_snapshot_xip(older)))) fresh
                     where pg_visible_in_snapshot(fresh.xid, visible) and fresh.position > after_position
                     order by fresh.position
                     limit max_events + 1) e) page
     where page.place = 1 or (page.place <= max_events and page.bytes <= 8000000)
     order by page.position;
  if not found then
    return query select visible::text, false, null::uuid, null::text, null::bigint, null::uuid, null::text, null::text,
                        null::text, null::text, null::uuid, null::text, null::timestamptz, null::jsonb, null::bigint;
  end if;
end
$$;
revoke execute on function guildhall.events_since(pg_snapshot, pg_snapshot, bigint, integer) from public;
grant execute on function guildhall.events_since(pg_snapshot, pg_snapshot, bigint, integer) to ${app_role};

-- An entry of the audit log tells the same of what it vouches for. There is no index for it: every change writes here.
alter table guildhall.audit_entry add column correlation_id text;

drop function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text);
drop function guildhall.end_audit(uuid, text, text, text, text, text, text, text);

-- Lengthens a chain by an entry. The text is that of its JSON members without the opening brace: what goes before them is
-- only known while the head is locked. The columns repeat members of it.
create function guildhall.append_audit(
  kind text, target uuid, members text, actor text, credential_kind text, credential text, address text, action text,
  subject text, correlation text) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  scope constant text := current_setting('guildhall.scope', true);
  head guildhall.audit_head;
  moment timestamptz;
  content text;
  content_hash bytea;
begin
  if scope is distinct from 'platform' and scope is distinct from
      (case kind when 'WORKSPACE' then target::text when 'ORGANIZATION' then 'organization:' || target else 'platform' end)
  then
    raise exception 'this transaction is not in the scope of % %', lower(kind), target
      using errcode = 'insufficient_privilege';
  end if;
  select * into head from guildhall.audit_head h where h.tenant_id = target for no key update;
  if not found then
    insert into guildhall.audit_head (tenant_id, tenant_kind, sequence, hash)
    values (target, kind, 0, decode(repeat('00', 32), 'hex'))
    on conflict (tenant_id) do nothing;
    select * into head from guildhall.audit_head h where h.tenant_id = target for no key update;
  end if;
  if head.closed_at is not null then
    raise exception 'the audit log of % % is closed', lower(kind), target
      using errcode = 'check_violation', constraint = 'audit_head_open';
  end if;
  moment := clock_timestamp();
  content := case head.tenant_kind when 'ORGANIZATION' then '{"organization":"' else '{"workspace":"' end || target
    || '","sequence":' || head.sequence + 1
    || ',"time":"' || guildhall.audit_time(moment)
    || '","previousHash":"' || encode(head.hash, 'hex') || '",' || members;
  content_hash := sha256(convert_to(content, 'UTF8'));
  insert into guildhall.audit_entry (tenant_id, sequence, time, content, hash,
    actor, credential_kind, credential, address, action, subject, correlation_id)
  values (target, head.sequence + 1, moment, content::json, content_hash,
    actor, credential_kind, credential, address, action, subject, correlation);
  update guildhall.audit_head h set sequence = head.sequence + 1, hash = content_hash where h.tenant_id = target;
  return head.sequence + 1;
end
$$;

-- Closes the chain of a workspace or an organization that is deleted in this transaction and deletes its entries. The
-- platform's chain gets the entry given, together with where the chain ended: it cannot vanish unnoticed.
create function guildhall.end_audit(
  target uuid, members text, actor text, credential_kind text, credential text, address text, action text,
  subject text, correlation text) returns bigint
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
  if target = platform
      or exists (select from guildhall.workspace w where w.id = target)
      or exists (select from guildhall.organization o where o.id = target)
  then
    raise exception 'the audit log of % is still needed', target using errcode = 'insufficient_privilege';
  end if;
  insert into guildhall.audit_head as present (tenant_id, tenant_kind, sequence, hash, closed_at)
  values (target, 'WORKSPACE', 0, decode(repeat('00', 32), 'hex'), clock_timestamp())
  on conflict (tenant_id) do update set closed_at = excluded.closed_at
  returning * into head;
  delete from guildhall.audit_entry e where e.tenant_id = target;
  return guildhall.append_audit('PLATFORM', platform,
    '"ended":{"' || lower(head.tenant_kind) || '":"' || target || '","sequence":' || head.sequence
      || ',"hash":"' || encode(head.hash, 'hex') || '"},' || members,
    actor, credential_kind, credential, address, action, subject, correlation);
end
$$;

revoke execute on function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text, text) from public;
revoke execute on function guildhall.end_audit(uuid, text, text, text, text, text, text, text, text) from public;
grant execute on function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text, text) to ${app_role};
grant execute on function guildhall.end_audit(uuid, text, text, text, text, text, text, text, text) to ${app_role};
grant create on schema guildhall to ${audit_role};
alter function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text, text) owner to ${audit_role};
alter function guildhall.end_audit(uuid, text, text, text, text, text, text, text, text) owner to ${audit_role};
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
            and hash = sha256(convert_to(hashed, 'UTF8'))
            and content ->> word = tenant_id::text
            and content ->> 'sequence' = sequence::text
            and content ->> 'time' = guildhall.audit_time(time)
            and row(actor, credential_kind, credential, address, action, subject, correlation_id) is not distinct from row(
              content ->> 'actor', content ->> 'credentialKind', content ->> 'credential', content ->> 'address',
              content ->> 'action', content ->> 'subject', content ->> 'correlationId')) is true as good,
           lag(sequence, 1, good_sequence) over chain + 1 as expected
      from (select tenant_id, sequence, time, content::jsonb as content, content::text as hashed, hash,
                   actor, credential_kind, credential, address, action, subject, correlation_id,
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

-- An event that an extension adds to a transaction of its own.
alter table guildhall.extension_intent
  add column correlation_id text, add column causation_id uuid, add column traceparent text;

-- Adds an event to the transaction of the extension that is logged in, with what it follows from.
create function guildhall_door.emit(
  event_id uuid, type text, subject text, data text, correlation text, causation uuid, trace text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own guildhall.extension_storage;
begin
  perform set_config('guildhall.scope', 'platform', true); -- of no use to the caller, who has no right to any table
  select * into own from guildhall.extension_storage s where s.user_role = session_user;
  if not found then
    raise exception 'only the user of an extension''s storage emits events' using errcode = 'insufficient_privilege';
  end if;
  if length(type) > 200 or length(subject) > 1000 or length(correlation) > 200 or length(trace) > 100 or octet_length(data) > 1048576
      or exists (select from guildhall.extension_intent i
                  where i.workspace_id = own.workspace_id and i.extension_key = own.extension_key
                 offset 1000) then
    raise exception 'these are more events than one transaction may add, or too large a one'
      using errcode = 'program_limit_exceeded';
  end if;
  insert into guildhall.extension_intent (
    workspace_id, extension_key, event_id, type, subject, data, correlation_id, causation_id, traceparent)
  values (own.workspace_id, own.extension_key, event_id, type, subject, data, correlation, causation, trace);
end
$$;
do $$
begin
  grant create on schema guildhall_door to ${storage_role};
  alter function guildhall_door.emit(uuid, text, text, text, text, uuid, text) owner to ${storage_role};
  revoke create on schema guildhall_door from ${storage_role};
end
$$;
