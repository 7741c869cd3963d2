-- An organization that is deleted is hidden at once, and gone when its workspaces have gone one by one; then all that
-- refers to it goes with it. Its slug and its domain are free from the beginning.
alter table guildhall.organization
    add column deleting_at timestamptz,
    add column deleted_by text,
    add constraint organization_deleted_by_somebody check ((deleting_at is null) = (deleted_by is null)),
    drop constraint organization_slug_unique,
    drop constraint organization_domain_unique;
create unique index organization_slug_unique on guildhall.organization (app_id, slug) where deleting_at is null;
create unique index organization_domain_unique on guildhall.organization (app_id, domain) where deleting_at is null;
create index organization_deleting on guildhall.organization (deleting_at, id) where deleting_at is not null;

-- Which workspaces belong to organizations, for others to join with. It shows what the scope lets the reader see.
create view guildhall.organization_workspace with (security_invoker = true) as
select organization_id, id as workspace_id from guildhall.workspace where organization_id is not null;

-- Closes the chain of a workspace or an organization that is deleted in this transaction and deletes its entries. The
-- platform's chain gets the entry given, together with where the chain ended: it cannot vanish unnoticed.
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
  return guildhall.append_audit('PLATFORM', platform, array[
    '"ended":{"' || lower(head.tenant_kind) || '":"' || target || '","sequence":' || head.sequence
      || ',"hash":"' || encode(head.hash, 'hex') || '"},' || tail]);
end
$$;
grant select (id) on guildhall.organization to ${audit_role};
