-- Audit chains belong to tenants: a workspace, an organization, or the platform, whose id is
-- 00000000-0000-0000-0000-000000000000. An entry names its tenant in the text that is hashed: an organization by the word
-- organization, a workspace and the platform by the word workspace.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all tenants

alter table guildhall.audit_head rename column workspace_id to tenant_id;
alter table guildhall.audit_head add column tenant_kind text not null default 'WORKSPACE';
update guildhall.audit_head set tenant_kind = 'PLATFORM' where tenant_id = '00000000-0000-0000-0000-000000000000';
alter table guildhall.audit_head alter column tenant_kind drop default;
alter table guildhall.audit_head add constraint audit_head_tenant_known check (
  tenant_kind in ('PLATFORM', 'ORGANIZATION', 'WORKSPACE')
  and (tenant_kind = 'PLATFORM') = (tenant_id = '00000000-0000-0000-0000-000000000000'));

-- What kind of tenant an entry is of stands once, at the end of its chain.
alter table guildhall.audit_entry rename column workspace_id to tenant_id;

drop policy workspace_scope on guildhall.audit_head;
select guildhall.isolate('guildhall.audit_head', 'tenant_id', 'tenant');
drop policy workspace_scope on guildhall.audit_entry;
select guildhall.isolate('guildhall.audit_entry', 'tenant_id', 'tenant');

drop function guildhall.append_audit(uuid, text[]);

-- Lengthens a chain by some entries, each given as the JSON text of its members without the opening brace: what goes
-- before them is only known while the head is locked.
create function guildhall.append_audit(kind text, target uuid, tails text[]) returns bigint
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  head guildhall.audit_head;
  word text;
  tail text;
  moment timestamptz;
  content text;
  fields jsonb;
begin
  if current_setting('guildhall.scope', true) is distinct from 'platform'
      and current_setting('guildhall.scope', true) is distinct from
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
  word := case head.tenant_kind when 'ORGANIZATION' then 'organization' else 'workspace' end;
  foreach tail in array tails loop
    head.sequence := head.sequence + 1;
    moment := clock_timestamp();
    content := '{"' || word || '":"' || target || '","sequence":' || head.sequence
      || ',"time":"' || guildhall.audit_time(moment)
      || '","previousHash":"' || encode(head.hash, 'hex') || '",' || tail;
    fields := content::jsonb;
    head.hash := sha256(convert_to(content, 'UTF8'));
    insert into guildhall.audit_entry (tenant_id, sequence, time, content, hash,
      actor, credential_kind, credential, address, action, subject)
    values (target, head.sequence, moment, content::json, head.hash,
      fields ->> 'actor', fields ->> 'credentialKind', fields ->> 'credential', fields ->> 'address',
      fields ->> 'action', fields ->> 'subject');
  end loop;
  update guildhall.audit_head h set sequence = head.sequence, hash = head.hash where h.tenant_id = target;
  return head.sequence;
end
$$;

-- Closes the chain of a workspace that is deleted in this transaction and deletes its entries. The platform's chain
-- gets the entry given, together with where the chain ended: it cannot vanish unnoticed.
create or replace function guildhall.end_audit(target uuid, tail text) returns bigint
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
  insert into guildhall.audit_head as present (tenant_id, tenant_kind, sequence, hash, closed_at)
  values (target, 'WORKSPACE', 0, decode(repeat('00', 32), 'hex'), clock_timestamp())
  on conflict (tenant_id) do update set closed_at = excluded.closed_at
  returning * into head;
  delete from guildhall.audit_entry e where e.tenant_id = target;
  return guildhall.append_audit('PLATFORM', platform, array[
    '"ended":{"workspace":"' || target || '","sequence":' || head.sequence
      || ',"hash":"' || encode(head.hash, 'hex') || '"},' || tail]);
end
$$;

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
            and row(actor, credential_kind, credential, address, action, subject) is not distinct from row(
              content ->> 'actor', content ->> 'credentialKind', content ->> 'credential', content ->> 'address',
              content ->> 'action', content ->> 'subject')) is true as good,
           lag(sequence, 1, good_sequence) over chain + 1 as expected
      from (select tenant_id, sequence, time, content::jsonb as content, content::text as hashed, hash,
                   actor, credential_kind, credential, address, action, subject,
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

revoke execute on function guildhall.append_audit(text, uuid, text[]) from public;
grant execute on function guildhall.append_audit(text, uuid, text[]) to ${app_role};
grant create on schema guildhall to ${audit_role};
alter function guildhall.append_audit(text, uuid, text[]) owner to ${audit_role};
revoke create on schema guildhall from ${audit_role};
