-- What every other table and every workspace's own schema stands on: grants, isolation, and the only doors
-- through which workspace schemas are made, migrated and dropped. The roles exist already (Migrator makes them).

grant usage on schema guildhall to ${app_role};
alter default privileges in schema guildhall grant select, insert, update, delete on tables to ${app_role};
alter default privileges in schema guildhall grant usage, select on sequences to ${app_role};

-- Puts a tenant table under row-level security. A transaction sees the rows of the workspace it has put into
-- guildhall.scope, all rows when that is 'platform', and none when it is not set.
create function guildhall.isolate(target regclass, scope_column name default 'workspace_id') returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy workspace_scope on %1$s
       using (current_setting(''guildhall.scope'', true) in (%2$I::text, ''platform''))
       with check (current_setting(''guildhall.scope'', true) in (%2$I::text, ''platform''))',
    target, scope_column);
end
$$;
revoke execute on function guildhall.isolate(regclass, name) from public;

-- Work on a workspace's schema is done in that workspace's scope and no other, not even 'platform'.
create function guildhall.require_scope(workspace_id uuid) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if workspace_id is null or current_setting('guildhall.scope', true) is distinct from workspace_id::text then
    raise exception 'this transaction is not in the scope of workspace %', workspace_id
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- The key is kept as it is, hyphens included: two keys never name one schema.
create function guildhall.workspace_schema(key text) returns text
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if key is null or key !~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$' then
    raise exception '"%" is not a workspace key', key using errcode = 'invalid_parameter_value';
  end if;
  return 'ws_' || key;
end
$$;

-- The schema's comment remembers whose it is and which extensions have put tables into it:
-- 'guildhall workspace <id>' followed by the extensions' prefixes.
create function guildhall.schema_owner_words(schema_name text) returns text[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select string_to_array(obj_description(oid, 'pg_namespace'), ' ') from pg_namespace where nspname = schema_name
$$;

-- Lets one transaction at a time work on a schema, and only one of the workspace it belongs to.
create function guildhall.enter_workspace_schema(workspace_id uuid, schema_name text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_scope(workspace_id);
  if schema_name is null or schema_name !~ '^ws_[a-z][a-z0-9-]{1,38}[a-z0-9]$' then
    raise exception '"%" is not the schema of a workspace', schema_name using errcode = 'invalid_schema_name';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('guildhall schema ' || schema_name, 0));
  if not exists (select from pg_namespace where nspname = schema_name) then
    raise exception 'there is no schema "%"', schema_name using errcode = 'invalid_schema_name';
  end if;
  if (guildhall.schema_owner_words(schema_name))[1:3]
      is distinct from array['guildhall', 'workspace', workspace_id::text] then
    raise exception 'schema "%" does not belong to workspace %', schema_name, workspace_id
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

create function guildhall.create_workspace_schema(workspace_id uuid, key text) returns text
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  schema_name text := guildhall.workspace_schema(key);
begin
  perform guildhall.require_scope(workspace_id);
  perform pg_advisory_xact_lock(hashtextextended('guildhall schema ' || schema_name, 0));
  if not exists (select from pg_namespace where nspname = schema_name) then
    execute format('create schema %I', schema_name);
    execute format('comment on schema %I is %L', schema_name, 'guildhall workspace ' || workspace_id);
    execute format('grant usage on schema %I to ${extension_role}', schema_name);
  end if;
  perform guildhall.enter_workspace_schema(workspace_id, schema_name);
  return schema_name;
end
$$;

create function guildhall.drop_workspace_schema(workspace_id uuid, key text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  schema_name text := guildhall.workspace_schema(key);
begin
  perform guildhall.require_scope(workspace_id);
  perform pg_advisory_xact_lock(hashtextextended('guildhall schema ' || schema_name, 0));
  if not exists (select from pg_namespace where nspname = schema_name) then
    return false;
  end if;
  perform guildhall.enter_workspace_schema(workspace_id, schema_name);
  execute format('drop schema %I cascade', schema_name);
  return true;
end
$$;

-- Everything an extension can have in a schema, by the name it is found and purged by. What PostgreSQL makes along
-- with a table or a type (row types, array types, multiranges, a range's functions) and what lies on a table alone (statistics) goes with it.
create function guildhall.schema_objects(schema_name text)
returns table (kind text, name text, id oid, security_definer boolean)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with workspace as (select oid from pg_namespace where nspname = schema_name)
  select case c.relkind
           when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'S' then 'sequence'
           when 'i' then 'index' when 'I' then 'index' when 'c' then 'type'
           when 'm' then 'materialized view' when 'f' then 'foreign table' else 'relation ' || c.relkind::text
         end, c.relname::text, c.oid, false
    from pg_class c join workspace on c.relnamespace = workspace.oid
  union all
  select 'function', p.proname::text, p.oid, p.prosecdef
    from pg_proc p join workspace on p.pronamespace = workspace.oid
   where not exists (
     select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')
  union all
  select case t.typtype when 'd' then 'domain' else 'type' end, t.typname::text, t.oid, false
    from pg_type t join workspace on t.typnamespace = workspace.oid
   where t.typrelid = 0 and t.typtype <> 'm' and not exists (select from pg_type element where element.typarray = t.oid)
  union all
  select 'other', pg_describe_object(d.classid, d.objid, d.objsubid), d.objid, false
    from pg_depend d join workspace on d.refobjid = workspace.oid
   where d.refclassid = 'pg_namespace'::regclass
     and d.classid not in (
       'pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_statistic_ext'::regclass)
$$;

-- Notes an extension's prefix on the schema. Prefixes that begin alike would make one extension's purge take the
-- other's tables, so they do not live in one workspace together.
create function guildhall.claim_prefix(schema_name text, prefix text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  words text[] := guildhall.schema_owner_words(schema_name);
  taken text;
begin
  if prefix is null or prefix !~ '^[a-z][a-z0-9_]*_$' or length(prefix) > 50 then
    raise exception '"%" is not an extension prefix', prefix using errcode = 'invalid_parameter_value';
  end if;
  if prefix = any (words[4:]) then
    return;
  end if;
  select word into taken from unnest(words[4:]) word where starts_with(word, prefix) or starts_with(prefix, word);
  if taken is not null then
    raise exception 'the prefix "%" cannot be told from "%", which another extension has', prefix, taken
      using errcode = 'duplicate_object';
  end if;
  execute format('comment on schema %I is %L', schema_name, array_to_string(words || prefix, ' '));
end
$$;

-- Gives an extension's objects to another role: to the one its script runs as, and back. Indexes and the sequences of
-- columns follow their table.
create function guildhall.hand_over(schema_name text, prefix text, new_owner text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  statement text;
begin
  for statement in
    select case kind
             when 'function' then format('alter routine %s owner to %s', id::regprocedure, new_owner)
             else format('alter %s %I.%I owner to %s', kind, schema_name, name, new_owner)
           end
      from guildhall.schema_objects(schema_name)
     where starts_with(name, prefix)
       and kind in ('table', 'view', 'sequence', 'type', 'domain', 'function')
       and not (kind = 'sequence' and exists (
             select from pg_depend
              where classid = 'pg_class'::regclass and objid = id
                and refclassid = 'pg_class'::regclass and deptype in ('a', 'i')))
  loop
    execute statement;
  end loop;
end
$$;

-- Runs as a role that can use no schema but the one that run_extension_migration opens to it, and owns nothing in it
-- but what that has handed to it. PostgreSQL refuses COMMIT and ROLLBACK in here, so a script is all or nothing.
create function guildhall.execute_extension_script(schema_name text, script text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('search_path', format('%I, pg_temp', schema_name), true);
  execute script;
end
$$;

create function guildhall.require_only_own_objects(
  schema_name text, prefix text, others_before text[], others_after text[]) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  wrong text;
begin
  select string_agg(line, ', ') into wrong
    from (select unnest(others_after) except select unnest(others_before)) added (line);
  if wrong is not null then
    raise exception 'everything this extension creates must be named %..., which these are not: %', prefix, wrong
      using errcode = 'insufficient_privilege';
  end if;
  select string_agg(line, ', ') into wrong
    from (select unnest(others_before) except select unnest(others_after)) lost (line);
  if wrong is not null then
    raise exception 'an extension must not drop or rename what is not its own: %', wrong
      using errcode = 'insufficient_privilege';
  end if;
  select string_agg(kind || ' ' || name, ', ') into wrong
    from guildhall.schema_objects(schema_name)
   where kind in ('materialized view', 'foreign table', 'other') or kind like 'relation %' or security_definer;
  if wrong is not null then
    raise exception 'row-level security cannot hold these, so extensions must do without them: %', wrong
      using errcode = 'feature_not_supported';
  end if;
end
$$;

create function guildhall.others_objects(schema_name text, prefix text) returns text[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(kind || ' ' || name), '{}')
    from guildhall.schema_objects(schema_name) where not starts_with(name, prefix)
$$;

-- The workspace's id stands in the policy as a constant: the tables of a workspace are its own, 'platform' or not.
create function guildhall.isolate_workspace_schema(workspace_id uuid, schema_name text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  condition text := format('(current_setting(''guildhall.scope''::text, true) = %L::text)', workspace_id);
  target record;
begin
  for target in
    select c.oid::regclass as name, c.relrowsecurity and c.relforcerowsecurity as forced,
           (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
           exists (
             select from pg_policy p
              where p.polrelid = c.oid and p.polname = 'workspace_scope' and p.polcmd = '*' and p.polpermissive
                and p.polroles = '{0}'
                and pg_get_expr(p.polqual, p.polrelid) = condition
                and pg_get_expr(p.polwithcheck, p.polrelid) = condition) as isolated
      from pg_class c
     where c.relnamespace = (select oid from pg_namespace where nspname = schema_name) and c.relkind in ('r', 'p')
  loop
    if not target.forced then
      execute format('alter table %s enable row level security', target.name);
      execute format('alter table %s force row level security', target.name);
    end if;
    if target.policies > (case when target.isolated then 1 else 0 end) then
      raise exception 'extensions must not define or change policies, as on %', target.name
        using errcode = 'insufficient_privilege';
    end if;
    if not target.isolated then
      execute format(
        'create policy workspace_scope on %1$s using (%2$s) with check (%2$s)', target.name, condition);
    end if;
  end loop;
end
$$;

create function guildhall.grant_to_extensions(schema_name text, prefix text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  target record;
begin
  for target in select kind, name from guildhall.schema_objects(schema_name) where starts_with(name, prefix) loop
    case target.kind
      when 'table', 'view' then
        execute format('grant select, insert, update, delete on %I.%I to ${extension_role}', schema_name, target.name);
      when 'sequence' then
        execute format('grant usage, select on sequence %I.%I to ${extension_role}', schema_name, target.name);
      else
        null;
    end case;
  end loop;
end
$$;

-- Runs one migration script of an extension in the schema of a workspace, entirely or not at all.
create function guildhall.run_extension_migration(
  workspace_id uuid, schema_name text, extension_prefix text, script text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  others text[];
begin
  perform guildhall.enter_workspace_schema(workspace_id, schema_name);
  perform guildhall.claim_prefix(schema_name, extension_prefix);
  others := guildhall.others_objects(schema_name, extension_prefix);

  execute format('grant usage, create on schema %I to ${ddl_role}', schema_name);
  perform guildhall.hand_over(schema_name, extension_prefix, '${ddl_role}');
  perform guildhall.execute_extension_script(schema_name, script);
  set constraints all immediate; -- a table with checks still to be made cannot be altered

  perform guildhall.require_scope(workspace_id);
  perform guildhall.require_only_own_objects(
    schema_name, extension_prefix, others, guildhall.others_objects(schema_name, extension_prefix));
  perform guildhall.hand_over(schema_name, extension_prefix, '${storage_role}');
  execute format('revoke usage, create on schema %I from ${ddl_role}', schema_name);
  perform guildhall.isolate_workspace_schema(workspace_id, schema_name);
  perform guildhall.grant_to_extensions(schema_name, extension_prefix);
end
$$;

-- Drops everything an extension has in a workspace, and what depends on it there.
create function guildhall.drop_extension_objects(
  workspace_id uuid, schema_name text, extension_prefix text) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  statements text[];
  statement text;
begin
  perform guildhall.enter_workspace_schema(workspace_id, schema_name);
  perform guildhall.claim_prefix(schema_name, extension_prefix);
  select coalesce(array_agg(
           case kind
             when 'function' then format('drop routine if exists %s cascade', id::regprocedure)
             else format('drop %s if exists %I.%I cascade', kind, schema_name, name)
           end
           order by array_position(array['view', 'table', 'sequence', 'function', 'domain', 'type'], kind)), '{}')
    into statements
    from guildhall.schema_objects(schema_name)
   where starts_with(name, extension_prefix) and kind in ('view', 'table', 'sequence', 'function', 'domain', 'type');
  foreach statement in array statements loop
    execute statement;
  end loop;
  execute format('comment on schema %I is %L', schema_name,
    array_to_string(array_remove(guildhall.schema_owner_words(schema_name), extension_prefix), ' '));
  return cardinality(statements);
end
$$;

-- The storage role owns the doors, the application may only open them, and nobody calls what is behind.
grant execute on function guildhall.create_workspace_schema(uuid, text) to ${app_role};
grant execute on function guildhall.drop_workspace_schema(uuid, text) to ${app_role};
grant execute on function guildhall.run_extension_migration(uuid, text, text, text) to ${app_role};
grant execute on function guildhall.drop_extension_objects(uuid, text, text) to ${app_role};
do $$
declare
  door regprocedure;
begin
  grant usage, create on schema guildhall to ${storage_role}, ${ddl_role};
  for door in
    select oid from pg_proc
     where pronamespace = 'guildhall'::regnamespace and proname not in ('isolate', 'execute_extension_script')
  loop
    execute format('revoke execute on function %s from public', door);
    execute format('alter function %s owner to ${storage_role}', door);
  end loop;
  revoke execute on function guildhall.execute_extension_script(text, text) from public;
  grant execute on function guildhall.execute_extension_script(text, text) to ${storage_role};
  alter function guildhall.execute_extension_script(text, text) owner to ${ddl_role};
  revoke create on schema guildhall from ${storage_role}, ${ddl_role};
  revoke usage on schema guildhall from ${ddl_role};
end
$$;
