-- The scope of a transaction names a tenant: 'platform', the id of a workspace, or 'organization:' and the id of an
-- organization. Tables belong to workspaces, to organizations, or to tenants of any kind.

create function guildhall.organization_in_scope() returns uuid
language sql stable parallel safe
return case when starts_with(current_setting('guildhall.scope', true), 'organization:')
            then substr(current_setting('guildhall.scope', true), 14)::uuid end;

create or replace function guildhall.workspace_in_scope() returns uuid
language sql stable parallel safe
return case when not starts_with(current_setting('guildhall.scope', true), 'organization:')
            then nullif(nullif(current_setting('guildhall.scope', true), 'platform'), '')::uuid end;

create function guildhall.tenant_in_scope() returns uuid
language sql stable parallel safe
return coalesce(guildhall.workspace_in_scope(), guildhall.organization_in_scope());

drop function guildhall.isolate(regclass, name);
drop function guildhall.in_scope(name);

-- The condition of a policy on the table that has this column. The queries in it are what makes it be computed once.
create function guildhall.in_scope(scope_column name, tenant_kind text) returns text
language sql immutable
return format(
  '%I = (select guildhall.%I()) or (select guildhall.is_platform_scope())', scope_column, tenant_kind || '_in_scope');
revoke execute on function guildhall.in_scope(name, text) from public;

-- Puts a table of tenants under row-level security. A transaction sees the rows of the tenant it has put into
-- guildhall.scope, all rows when that is 'platform', and none when it is not set. The column must not be null. The kind
-- is workspace, organization, or tenant for a table of tenants of any kind.
create function guildhall.isolate(
  target regclass, scope_column name default 'workspace_id', tenant_kind text default 'workspace') returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy %3$I on %1$s using (%2$s) with check (%2$s)',
    target, guildhall.in_scope(scope_column, tenant_kind), tenant_kind || '_scope');
end
$$;
revoke execute on function guildhall.isolate(regclass, name, text) from public;
