-- An entry is written from its columns and its text as they are, and nothing is read out of the text again. What a check
-- finds is what it always was: the columns have to say what the text says.

-- Of what kind a tenant is stays as it is, so it is looked at when it is written, and no more whenever a row is counted
-- up: a condition of the table is read and set up anew by each statement that writes one.
create function guildhall.require_known_tenant() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if (new.tenant_kind in ('PLATFORM', 'ORGANIZATION', 'WORKSPACE')
      and (new.tenant_kind = 'PLATFORM') = (new.tenant_id = '00000000-0000-0000-0000-000000000000')) is not true then
    raise exception 'there is no % %', new.tenant_kind, new.tenant_id
      using errcode = 'check_violation', constraint = tg_name;
  end if;
  return null;
end
$$;
revoke execute on function guildhall.require_known_tenant() from public;

alter table guildhall.audit_head drop constraint audit_head_tenant_known;
create trigger audit_head_tenant_known after insert or update of tenant_id, tenant_kind on guildhall.audit_head
  for each row execute function guildhall.require_known_tenant();

-- Of this table a statement reads the one row whose chain it lengthens.
do $$
begin
  execute format(
    'alter policy tenant_scope on guildhall.audit_head using (%s)', guildhall.row_in_scope('tenant_id', 'tenant'));
end
$$;

drop function guildhall.append_audit(text, uuid, text[]);
drop function guildhall.end_audit(uuid, text);

-- Lengthens a chain by an entry. The text is that of its JSON members without the opening brace: what goes before them is
-- only known while the head is locked. The columns repeat members of it.
create function guildhall.append_audit(
  kind text, target uuid, members text, actor text, credential_kind text, credential text, address text, action text,
  subject text) returns bigint
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
    actor, credential_kind, credential, address, action, subject)
  values (target, head.sequence + 1, moment, content::json, content_hash,
    actor, credential_kind, credential, address, action, subject);
  update guildhall.audit_head h set sequence = head.sequence + 1, hash = content_hash where h.tenant_id = target;
  return head.sequence + 1;
end
$$;

-- Closes the chain of a workspace or an organization that is deleted in this transaction and deletes its entries. The
-- platform's chain gets the entry given, together with where the chain ended: it cannot vanish unnoticed.
create function guildhall.end_audit(
  target uuid, members text, actor text, credential_kind text, credential text, address text, action text,
  subject text) returns bigint
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
    actor, credential_kind, credential, address, action, subject);
end
$$;

revoke execute on function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text) from public;
revoke execute on function guildhall.end_audit(uuid, text, text, text, text, text, text, text) from public;
grant execute on function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text) to ${app_role};
grant execute on function guildhall.end_audit(uuid, text, text, text, text, text, text, text) to ${app_role};
grant create on schema guildhall to ${audit_role};
alter function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text) owner to ${audit_role};
alter function guildhall.end_audit(uuid, text, text, text, text, text, text, text) owner to ${audit_role};
revoke create on schema guildhall from ${audit_role};
