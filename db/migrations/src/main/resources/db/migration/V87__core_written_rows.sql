-- What is read is compared with a value that is computed once, however many rows there are. What is written is compared
-- row by row: a query in the condition is set up anew by each statement, which costs more than the few rows it writes.

create or replace function guildhall.tenant_in_scope() returns uuid
language sql stable parallel safe
return nullif(nullif(right(current_setting('guildhall.scope', true), 36), 'platform'), '')::uuid;

create function guildhall.row_in_scope(scope_column name, tenant_kind text) returns text
language sql immutable
return format('%I = guildhall.%I() or guildhall.is_platform_scope()', scope_column, tenant_kind || '_in_scope');
revoke execute on function guildhall.row_in_scope(name, text) from public;

create or replace function guildhall.isolate(
  target regclass, scope_column name default 'workspace_id', tenant_kind text default 'workspace') returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy %s on %s using (%s) with check (%s)', tenant_kind || '_scope', target,
    guildhall.in_scope(scope_column, tenant_kind), guildhall.row_in_scope(scope_column, tenant_kind));
end
$$;

do $$
declare
  present record;
begin
  for present in
    select p.polrelid::regclass as target, p.polname as name, regexp_replace(p.polname, '_scope$', '') as tenant_kind,
           (regexp_match(pg_get_expr(p.polqual, p.polrelid), '^\(\((\w+) = '))[1] as scope_column
      from pg_policy p join pg_class c on c.oid = p.polrelid
     where c.relnamespace = 'guildhall'::regnamespace and p.polcmd = '*'
       and p.polname in ('workspace_scope', 'organization_scope', 'tenant_scope')
  loop
    execute format(
      'alter policy %I on %s with check (%s)', present.name, present.target,
      guildhall.row_in_scope(present.scope_column, present.tenant_kind));
  end loop;
end
$$;

-- Of this table a statement reads the one row that it counts up.
do $$
begin
  execute format(
    'alter policy tenant_scope on guildhall.event_counter using (%s)', guildhall.row_in_scope('tenant_id', 'tenant'));
end
$$;
