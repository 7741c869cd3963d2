-- An upgrade works on a copy of what an extension has in a workspace and changes places with it at the end, in one
-- transaction: until then the former version and its data are as they were, and afterwards they are kept for a while, so
-- that a rollback is the same change of places. Three schemas of one extension in one workspace therefore: x_ is the one
-- that is used, z_ the one that is kept, and y_ one that an upgrade is at work on.

-- What an upgrade has left behind that can be gone back to.
create table guildhall.installation_backup (
    workspace_id uuid not null,
    extension_key text not null,
    version text not null,
    config jsonb not null,
    secrets text,
    granted_permissions text[] not null,
    granted_egress text[] not null,
    steps integer not null,
    has_tables boolean not null,
    kept_until timestamptz not null,
    created_at timestamptz not null,
    constraint installation_backup_pk primary key (workspace_id, extension_key),
    constraint installation_backup_installation_fk foreign key (workspace_id, extension_key)
        references guildhall.installation (workspace_id, extension_key) on delete cascade,
    constraint installation_backup_version_fk foreign key (extension_key, version)
        references guildhall.extension_version (extension_key, version)
);
select guildhall.isolate('guildhall.installation_backup');
create index installation_backup_of_version on guildhall.installation_backup (extension_key, version);
create index installation_backup_kept on guildhall.installation_backup (kept_until);

-- The copies that upgrades are at work on. What ends the process leaves one behind, which is dropped later.
create table guildhall.extension_staging (
    schema_name text not null constraint extension_staging_pk primary key,
    workspace_id uuid not null
        constraint extension_staging_workspace_fk references guildhall.workspace (id) on delete cascade,
    extension_key text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint extension_staging_name check (schema_name ~ '^y_[0-9a-f]{32}$')
);
select guildhall.isolate('guildhall.extension_staging');
create index extension_staging_of on guildhall.extension_staging (workspace_id, extension_key);
revoke insert, update, delete on guildhall.extension_staging from ${app_role};
grant select, insert, update, delete on guildhall.extension_staging to ${storage_role};

-- Whether an extension has a schema in the workspace.
create function guildhall.has_extension_storage(workspace_id uuid, extension_key text) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from pg_namespace
                  where nspname = (guildhall.extension_names(workspace_id, extension_key)).schema_name)
$$;

-- An empty schema for an upgrade to work in.
create function guildhall.stage_extension_storage(workspace_id uuid, extension_key text, staged text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
begin
  perform guildhall.require_scope(workspace_id);
  insert into guildhall.extension_staging (schema_name, workspace_id, extension_key)
  values (staged, workspace_id, extension_key);
  execute format('create schema %I', staged);
  execute format('grant usage on schema %I to %I, %I', staged, names.owner_role, names.user_role);
  execute format('grant create on schema %I to %I', staged, names.owner_role);
  execute format('alter default privileges for role %I in schema %I grant select, insert, update, delete on tables to %I',
    names.owner_role, staged, names.user_role);
  execute format('alter default privileges for role %I in schema %I grant usage, select on sequences to %I',
    names.owner_role, staged, names.user_role);
end
$$;

create function guildhall.drop_extension_staging(workspace_id uuid, staged text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
begin
  perform guildhall.require_scope(workspace_id);
  delete from guildhall.extension_staging s
   where s.schema_name = staged and s.workspace_id = drop_extension_staging.workspace_id;
  if found then
    execute format('drop schema if exists %I cascade', staged);
  end if;
end
$$;

-- Nobody writes to the tables that are used until the transaction ends. Whoever waits to write looks for the table by its
-- name when the lock is gone, and finds the one that has taken its place.
create function guildhall.lock_extension_tables(workspace_id uuid, extension_key text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
  relation record;
begin
  perform guildhall.require_scope(workspace_id);
  for relation in
    select c.oid::regclass as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = names.schema_name and c.relkind in ('r', 'p') order by c.relname
  loop
    execute format('lock table %s in share mode', relation.name);
  end loop;
end
$$;

-- A function that was made with its search path of then names the schema it was in then.
create function guildhall.rename_extension_schema(former text, latter text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  routine record;
begin
  execute format('alter schema %I rename to %I', former, latter);
  for routine in
    select p.oid::regprocedure as name, substr(setting, length('search_path=') + 1) as path
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace, unnest(p.proconfig) setting
     where n.nspname = latter and setting like 'search\_path=%' and position(former in setting) > 0
  loop
    execute format('alter routine %s set search_path = %s', routine.name, replace(routine.path, former, latter));
  end loop;
end
$$;

-- Puts a copy in the place of what is used, which is kept from now on; what was kept before goes.
create function guildhall.swap_in_extension_staging(workspace_id uuid, extension_key text, staged text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
  kept text := 'z' || substr(names.schema_name, 2);
begin
  perform guildhall.require_scope(workspace_id);
  delete from guildhall.extension_staging s
   where s.schema_name = staged
     and s.workspace_id = swap_in_extension_staging.workspace_id
     and s.extension_key = swap_in_extension_staging.extension_key;
  if not found then
    raise exception 'there is no such copy of the extension''s data' using errcode = 'invalid_schema_name';
  end if;
  execute format('drop schema if exists %I cascade', kept);
  perform guildhall.rename_extension_schema(names.schema_name, kept);
  perform guildhall.rename_extension_schema(staged, names.schema_name);
  execute format('revoke create on schema %I from %I', names.schema_name, names.owner_role);
  execute format('revoke all on schema %I from %I', kept, names.user_role);
end
$$;

-- Lets what is kept be tried before it is used again.
create function guildhall.open_kept_extension_storage(workspace_id uuid, extension_key text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
begin
  perform guildhall.require_scope(workspace_id);
  execute format('grant usage on schema %I to %I', 'z' || substr(names.schema_name, 2), names.user_role);
end
$$;

-- Puts what is kept in the place of what is used, which goes.
create function guildhall.swap_in_kept_extension_storage(workspace_id uuid, extension_key text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
begin
  perform guildhall.require_scope(workspace_id);
  execute format('drop schema %I cascade', names.schema_name);
  perform guildhall.rename_extension_schema('z' || substr(names.schema_name, 2), names.schema_name);
  execute format('grant usage on schema %I to %I', names.schema_name, names.user_role);
end
$$;

create function guildhall.drop_kept_extension_storage(workspace_id uuid, extension_key text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
begin
  perform guildhall.require_scope(workspace_id);
  execute format('drop schema if exists %I cascade', 'z' || substr(names.schema_name, 2));
end
$$;

-- Drops all that an extension has in a workspace, copies too, and its roles; false when there was nothing.
create or replace function guildhall.drop_extension_storage(workspace_id uuid, extension_key text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
  present guildhall.extension_storage;
  role_name text;
  schema_name text;
begin
  perform guildhall.require_scope(workspace_id);
  select * into present from guildhall.extension_storage s
   where s.workspace_id = drop_extension_storage.workspace_id
     and s.extension_key = drop_extension_storage.extension_key
     for update;
  if not found then
    return false;
  end if;
  perform pg_terminate_backend(pid) from pg_stat_activity
    where usename in (present.owner_role, present.user_role) and datname = current_database();
  execute format('drop schema if exists %I, %I cascade', names.schema_name, 'z' || substr(names.schema_name, 2));
  for schema_name in
    delete from guildhall.extension_staging s
     where s.workspace_id = present.workspace_id and s.extension_key = present.extension_key
    returning s.schema_name
  loop
    execute format('drop schema if exists %I cascade', schema_name);
  end loop;
  foreach role_name in array array[present.owner_role, present.user_role] loop
    if exists (select from pg_roles where rolname = role_name) then
      execute format('drop owned by %I cascade', role_name);
      perform guildhall.drop_extension_role(role_name);
    end if;
  end loop;
  delete from guildhall.extension_storage s
   where s.workspace_id = present.workspace_id and s.extension_key = present.extension_key;
  return true;
end
$$;

-- Copies the rows of every table of the source into the table of the same name in the schema of this session, which a
-- run of the same migrations has made. Nothing of the copy is an insertion to the extension's own triggers; its keys are
-- checked when all is there.
create function guildhall_door.copy_tables(source text) returns void
language plpgsql
set row_security = off
as $$
declare
  target text := current_schema();
  relation record;
  difference text;
  copied bigint;
  present bigint;
  statement text;
  restored text[] := '{}';
begin
  select string_agg(name, ', ' order by name) into difference from (
    (select c.relname::text as name from pg_class c
      where c.relnamespace = to_regnamespace(quote_ident(source)) and c.relkind in ('r', 'p') and not c.relispartition)
    except
    (select c.relname::text from pg_class c
      where c.relnamespace = to_regnamespace(quote_ident(target)) and c.relkind in ('r', 'p') and not c.relispartition)
  ) missing;
  if difference is not null then
    raise exception 'the migrations that were run do not make the table % again', difference
      using errcode = 'undefined_table';
  end if;
  set constraints all immediate; -- a table with checks to come cannot be altered
  for relation in
    select k.conname, k.conrelid::regclass as name, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = to_regnamespace(quote_ident(target)) and k.contype = 'f' and k.conparentid = 0
     order by k.conname
  loop
    execute format('alter table %s drop constraint %I', relation.name, relation.conname);
    restored := restored
      || format('alter table %s add constraint %I %s', relation.name, relation.conname, relation.definition);
  end loop;
  for relation in
    select t.tgname, t.tgrelid::regclass as name,
           case t.tgenabled when 'R' then 'replica ' when 'A' then 'always ' else '' end as mode
      from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = to_regnamespace(quote_ident(target)) and not t.tgisinternal and t.tgenabled <> 'D'
       and t.tgparentid = 0 and c.relkind in ('r', 'p')
  loop
    execute format('alter table %s disable trigger %I', relation.name, relation.tgname);
    restored := restored
      || format('alter table %s enable %strigger %I', relation.name, relation.mode, relation.tgname);
  end loop;
  for relation in
    select c.oid, c.oid::regclass as name, c.relkind, c.relname,
           (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
           (select string_agg(
                     case when of_source.atttypid is distinct from a.atttypid
                          then format('%I::text::%s', a.attname, format_type(a.atttypid, a.atttypmod))
                          else quote_ident(a.attname) end, ', ' order by a.attnum)
              from pg_attribute a
              left join pg_attribute of_source
                on of_source.attrelid = to_regclass(format('%I.%I', source, c.relname))
               and of_source.attname = a.attname and not of_source.attisdropped
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as values
      from pg_class c
     where c.relnamespace = to_regnamespace(quote_ident(target)) and c.relkind in ('r', 'p') and not c.relispartition
       and to_regclass(format('%I.%I', source, c.relname)) is not null
     order by c.relname
  loop
    execute format('delete from %s%s', case relation.relkind when 'r' then 'only ' else '' end, relation.name);
    if relation.columns is not null then
      statement := format('insert into %s (%s) overriding system value select %s from %s%I.%I', relation.name,
        relation.columns, relation.values, case relation.relkind when 'r' then 'only ' else '' end, source,
        relation.relname);
      execute statement;
      get diagnostics copied = row_count;
      execute format('select count(*) from %s%I.%I', case relation.relkind when 'r' then 'only ' else '' end, source,
        relation.relname) into present;
      if copied <> present then
        raise exception 'of % rows of the table % only % could be copied', present, relation.relname, copied
          using errcode = 'data_exception';
      end if;
    end if;
  end loop;
  set constraints all immediate;
  foreach statement in array restored loop
    execute statement;
  end loop;
  for relation in
    select s.oid::regclass as name, c.relname
      from pg_class s join pg_class c on c.relname = s.relname and c.relkind = 'S'
     where s.relnamespace = to_regnamespace(quote_ident(target)) and s.relkind = 'S'
       and c.relnamespace = to_regnamespace(quote_ident(source))
  loop
    execute format('select setval(%L, last_value, is_called) from %I.%I', relation.name, source, relation.relname);
  end loop;
  for relation in
    select c.oid::regclass as name from pg_class c
     where c.relnamespace = to_regnamespace(quote_ident(target)) and c.relkind = 'm' and c.relispopulated
     order by c.oid
  loop
    execute format('refresh materialized view %s', relation.name);
  end loop;
end
$$;

-- How many rows each table has that the extension has in a schema of its own; counted as whoever calls.
create function guildhall_door.count_rows(source text) returns table (table_name text, row_count bigint)
language plpgsql
set row_security = off
as $$
begin
  for table_name in
    select c.relname from pg_class c
     where c.relnamespace = to_regnamespace(quote_ident(source)) and c.relkind in ('r', 'p') and not c.relispartition
     order by c.relname
  loop
    execute format('select count(*) from %I.%I', source, table_name) into row_count;
    return next;
  end loop;
end
$$;

do $$
declare
  door regprocedure;
begin
  grant create on schema guildhall to ${storage_role};
  for door in
    select oid from pg_proc
     where pronamespace = 'guildhall'::regnamespace
       and proname in (
         'has_extension_storage', 'stage_extension_storage', 'drop_extension_staging', 'lock_extension_tables',
         'rename_extension_schema', 'swap_in_extension_staging', 'open_kept_extension_storage',
         'swap_in_kept_extension_storage', 'drop_kept_extension_storage')
  loop
    execute format('revoke execute on function %s from public', door);
    execute format('alter function %s owner to ${storage_role}', door);
  end loop;
  revoke create on schema guildhall from ${storage_role};
end
$$;
grant execute on function guildhall.has_extension_storage(uuid, text) to ${app_role};
grant execute on function guildhall.stage_extension_storage(uuid, text, text) to ${app_role};
grant execute on function guildhall.drop_extension_staging(uuid, text) to ${app_role};
grant execute on function guildhall.lock_extension_tables(uuid, text) to ${app_role};
grant execute on function guildhall.swap_in_extension_staging(uuid, text, text) to ${app_role};
grant execute on function guildhall.open_kept_extension_storage(uuid, text) to ${app_role};
grant execute on function guildhall.swap_in_kept_extension_storage(uuid, text) to ${app_role};
grant execute on function guildhall.drop_kept_extension_storage(uuid, text) to ${app_role};
