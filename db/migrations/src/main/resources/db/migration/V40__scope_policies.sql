-- Policies compare the column itself with values that are computed once for a statement, so that an index serves them.
-- A scope is a range of ids: that of one workspace, or from the least to the greatest of all.

create function guildhall.first_in_scope() returns uuid
language sql stable parallel safe
return case current_setting('guildhall.scope', true)
  when 'platform' then '00000000-0000-0000-0000-000000000000'
  else nullif(current_setting('guildhall.scope', true), '')
end::uuid;

create function guildhall.last_in_scope() returns uuid
language sql stable parallel safe
return case current_setting('guildhall.scope', true)
  when 'platform' then 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  else nullif(current_setting('guildhall.scope', true), '')
end::uuid;

-- The condition of a policy on the table that has this column. The queries in it are what makes it be computed once.
create function guildhall.in_scope(scope_column name) returns text
language sql immutable
return format(
  '%I between (select guildhall.first_in_scope()) and (select guildhall.last_in_scope())', scope_column);
revoke execute on function guildhall.in_scope(name) from public;

-- Puts a tenant table under row-level security. A transaction sees the rows of the workspace it has put into
-- guildhall.scope, all rows when that is 'platform', and none when it is not set. The column must not be null.
create or replace function guildhall.isolate(target regclass, scope_column name default 'workspace_id') returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy workspace_scope on %1$s using (%2$s) with check (%2$s)', target, guildhall.in_scope(scope_column));
end
$$;

do $$
declare
  target record;
begin
  for target in
    select c.oid::regclass as name, case c.relname when 'workspace' then 'id' else 'workspace_id' end as scope_column
      from pg_policy p join pg_class c on c.oid = p.polrelid
     where p.polname = 'workspace_scope' and c.relnamespace = 'guildhall'::regnamespace
  loop
    execute format(
      'alter policy workspace_scope on %1$s using (%2$s) with check (%2$s)',
      target.name, guildhall.in_scope(target.scope_column));
  end loop;
end
$$;
