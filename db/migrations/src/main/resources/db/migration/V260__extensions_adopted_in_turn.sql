-- Two extensions of a workspace that are brought along from the schema of earlier versions at the same moment do not see
-- each other leave it, and nobody dropped it: the second waits, and is the last one.
create or replace function guildhall.adopt_extension_objects(
  workspace_id uuid, extension_key text, schema_name text, owner_role text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  former text;
  prefix text := replace(extension_key, '-', '_') || '_';
  object record;
begin
  select 'ws_' || w.key into former from guildhall.workspace w where w.id = workspace_id;
  if former is null or not exists (select from pg_namespace where nspname = former) then
    return;
  end if;
  begin
    -- Says nothing and locks it: whoever else leaves it waits here until this transaction has ended.
    execute format('comment on schema %I is null', former);
  exception when invalid_schema_name then
    return;
  end;
  for object in
    select kind, name, id,
           kind = 'function' as is_routine,
           kind = 'sequence' and exists (
             select from pg_depend
              where classid = 'pg_class'::regclass and objid = id
                and refclassid = 'pg_class'::regclass and deptype in ('a', 'i')) as is_columns
      from guildhall.schema_objects(former)
     where starts_with(name, prefix) and kind in ('table', 'view', 'sequence', 'type', 'domain', 'function')
  loop
    if object.is_columns then
      continue;
    end if;
    if object.kind = 'table' then
      execute format('drop policy if exists workspace_scope on %I.%I', former, object.name);
      execute format('alter table %I.%I no force row level security', former, object.name);
      execute format('alter table %I.%I disable row level security', former, object.name);
    end if;
    if object.kind in ('table', 'view') then
      execute format('revoke all on %I.%I from ${extension_role}', former, object.name);
    end if;
    if object.is_routine then
      execute format('alter routine %s set schema %I', object.id::regprocedure, schema_name);
      execute format('alter routine %s owner to %I', object.id::regprocedure, owner_role);
    else
      execute format('alter %s %I.%I set schema %I', object.kind, former, object.name, schema_name);
      execute format('alter %s %I.%I owner to %I', object.kind, schema_name, object.name, owner_role);
    end if;
  end loop;
  if not exists (select from guildhall.schema_objects(former)) then
    execute format('drop schema %I', former);
  end if;
end
$$;
