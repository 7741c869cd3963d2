-- How much an extension keeps in a workspace, counted now and then, and whether that is more than it may; and since when
-- a first installation makes its tables, which are nobody's until it is committed.
alter table guildhall.extension_storage
    add column row_count bigint not null default 0,
    add column byte_count bigint not null default 0,
    add column is_full boolean not null default false,
    add column begun_at timestamptz;
create index extension_storage_begun on guildhall.extension_storage (begun_at) where begun_at is not null;

-- Counts what the extension keeps. While it is too much, its statements can read and delete, on whichever node they run.
-- Rows are counted as PostgreSQL's statistics have them. The tables of the schema are found by what depends on it, for
-- the catalogue has no index of a schema's tables.
create function guildhall.measure_extension_storage(
  workspace_id uuid, extension_key text, most_rows bigint, most_bytes bigint) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
  present guildhall.extension_storage;
  rows_now bigint;
  bytes_now bigint;
  full_now boolean;
begin
  perform guildhall.require_scope(workspace_id);
  select * into present from guildhall.extension_storage s
   where s.workspace_id = measure_extension_storage.workspace_id
     and s.extension_key = measure_extension_storage.extension_key
     for update;
  if not found then
    return false;
  end if;
  select coalesce(sum(pg_stat_get_live_tuples(c.oid)), 0), coalesce(sum(pg_total_relation_size(c.oid)), 0)
    into rows_now, bytes_now
    from pg_namespace n
    join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
     and d.classid = 'pg_class'::regclass
    join pg_class c on c.oid = d.objid and c.relkind in ('r', 'm')
   where n.nspname = names.schema_name;
  full_now := rows_now > most_rows or bytes_now > most_bytes;
  if full_now then
    execute format('revoke insert, update on all tables in schema %I from %I', names.schema_name, names.user_role);
  elsif present.is_full then
    execute format('grant insert, update on all tables in schema %I to %I', names.schema_name, names.user_role);
  end if;
  if (rows_now, bytes_now, full_now) is distinct from (present.row_count, present.byte_count, present.is_full) then
    update guildhall.extension_storage s
       set row_count = rows_now, byte_count = bytes_now, is_full = full_now
     where s.workspace_id = present.workspace_id and s.extension_key = present.extension_key;
  end if;
  return full_now;
end
$$;

-- As before; and what a first installation makes is marked until it has come off.
create or replace function guildhall.let_extension_migrate(workspace_id uuid, extension_key text, allowed boolean)
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
begin
  perform guildhall.require_scope(workspace_id);
  if allowed then
    execute format('grant create on schema %I to %I', names.schema_name, names.owner_role);
    update guildhall.extension_storage s set begun_at = clock_timestamp()
     where s.workspace_id = let_extension_migrate.workspace_id
       and s.extension_key = let_extension_migrate.extension_key
       and not exists (select from guildhall.extension_migration m
                        where m.workspace_id = s.workspace_id and m.extension_key = s.extension_key);
  else
    execute format('revoke create on schema %I from %I', names.schema_name, names.owner_role);
    perform guildhall.settle_extension_storage(workspace_id, extension_key);
  end if;
end
$$;

-- The tables are an installation's now, whoever has made them.
create function guildhall.settle_extension_storage(workspace_id uuid, extension_key text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_scope(workspace_id);
  update guildhall.extension_storage s set begun_at = null
   where s.workspace_id = settle_extension_storage.workspace_id
     and s.extension_key = settle_extension_storage.extension_key
     and s.begun_at is not null;
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
       and proname in ('measure_extension_storage', 'settle_extension_storage')
  loop
    execute format('revoke execute on function %s from public', door);
    execute format('alter function %s owner to ${storage_role}', door);
  end loop;
  revoke create on schema guildhall from ${storage_role};
end
$$;
grant execute on function guildhall.measure_extension_storage(uuid, text, bigint, bigint) to ${app_role};
grant execute on function guildhall.settle_extension_storage(uuid, text) to ${app_role};
