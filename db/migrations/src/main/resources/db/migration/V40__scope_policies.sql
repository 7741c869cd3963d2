-- Policies compare the column itself with values that are computed once for a statement; before, each row was cast to text.
-- A range of ids, which alone would be served by an index for a workspace and for all, is not written here: of a range the
-- planner takes one row in two hundred to be in it, so that platform-wide work would be sorted instead of read in the
-- order of its index. Statements name the workspace themselves, which an index serves.

create function guildhall.is_platform_scope() returns boolean
language sql stable parallel safe
return coalesce(current_setting('guildhall.scope', true) = 'platform', false);

create function guildhall.workspace_in_scope() returns uuid
language sql stable parallel safe
return nullif(nullif(current_setting('guildhall.scope', true), 'platform'), '')::uuid;

-- The condition of a policy on the table that has this column. The queries in it are what makes it be computed once.
create function guildhall.in_scope(scope_column name) returns text
language sql immutable
return format(
  '%I = (select guildhall.workspace_in_scope()) or (select guildhall.is_platform_scope())', scope_column);
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
