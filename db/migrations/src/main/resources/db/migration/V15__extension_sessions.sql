-- SQL that extensions bring runs in sessions of its own. What an extension keeps in a workspace lies in a schema of its
-- own, and two roles log in to work on it: the owner runs its migrations, the user its statements. They are members of
-- nothing and have rights on that schema alone, so that nothing their SQL sets, calls or leaves to a trigger leads
-- further. The names tell nothing: everybody who may connect can read them in the catalogue.
--
-- ${roles_role} makes and drops these roles, and does nothing else with CREATEROLE. ${storage_role} is a member of each,
-- to make, hand over and drop what is theirs; nobody's SQL runs as it. Its functions are the only doors for the
-- application (in guildhall) and for those roles themselves (in guildhall_door).

create table guildhall.extension_storage (
    workspace_id uuid not null constraint extension_storage_workspace_fk references guildhall.workspace (id),
    extension_key text not null,
    owner_role text not null constraint extension_storage_owner_unique unique,
    user_role text not null constraint extension_storage_user_unique unique,
    constraint extension_storage_pk primary key (workspace_id, extension_key)
);
select guildhall.isolate('guildhall.extension_storage');
revoke insert, update, delete on guildhall.extension_storage from ${app_role};
grant select, insert, update, delete on guildhall.extension_storage to ${storage_role};

-- Events that extensions have added to transactions of theirs. The application moves them into the log, where they are
-- checked: what is here may have been written by any SQL of the extension.
create table guildhall.extension_intent (
    number bigint generated always as identity constraint extension_intent_pk primary key,
    workspace_id uuid not null
        constraint extension_intent_workspace_fk references guildhall.workspace (id) on delete cascade,
    extension_key text not null,
    event_id uuid not null,
    type text not null,
    subject text,
    data text not null,
    created_at timestamptz not null default now()
);
select guildhall.isolate('guildhall.extension_intent');
create index extension_intent_of on guildhall.extension_intent (workspace_id, extension_key, number);
revoke insert, update on guildhall.extension_intent from ${app_role};
grant select, insert on guildhall.extension_intent to ${storage_role};
grant select, insert, delete on guildhall.extension_migration to ${storage_role};
grant select (key) on guildhall.workspace to ${storage_role};

-- Two databases of one server never share a role; a copy of a database keeps its schemas.
create function guildhall.extension_names(
  workspace_id uuid, extension_key text, out schema_name text, out owner_role text, out user_role text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select 'x_' || place, 'xo_' || role, 'xu_' || role
    from (select left(encode(sha256(convert_to(workspace_id || '/' || extension_key, 'UTF8')), 'hex'), 32),
                 left(encode(sha256(convert_to(
                   current_database() || '/' || workspace_id || '/' || extension_key, 'UTF8')), 'hex'), 32)
         ) names (place, role)
$$;

create function guildhall.require_extension_role(role_name text) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if role_name is null or role_name !~ '^x[ou]_[0-9a-f]{32}$' then
    raise exception '"%" is not the role of an extension', role_name using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- Makes the role if it is not there. One that is there and could become anything else is not taken.
create function guildhall.make_extension_role(role_name text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_extension_role(role_name);
  if not exists (select from pg_roles where rolname = role_name) then
    execute format('create role %I login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls '
      'connection limit 20', role_name);
  end if;
  if exists (select from pg_roles where rolname = role_name
               and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls))
      or exists (select from pg_auth_members where member = to_regrole(role_name)) then
    raise exception 'the role "%" may do more than an extension''s role should', role_name
      using errcode = 'insufficient_privilege';
  end if;
  if not pg_has_role('${storage_role_name}', role_name, 'usage') then
    execute format('grant %I to ${storage_role}', role_name);
  end if;
end
$$;

-- Takes back what the role may have set for its sessions to come, and gives it the password of which this is the hash.
create function guildhall.reset_extension_role(role_name text, scram text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_extension_role(role_name);
  if scram is null or scram !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'a password is only taken as a SCRAM-SHA-256 secret' using errcode = 'invalid_parameter_value';
  end if;
  execute format('alter role %I reset all', role_name);
  execute format('alter role %I password %L', role_name, scram);
end
$$;

create function guildhall.drop_extension_role(role_name text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_extension_role(role_name);
  execute format('drop role if exists %I', role_name);
end
$$;

-- Moves what an extension has in the schema that its workspace's extensions shared until now.
create function guildhall.adopt_extension_objects(
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
  for object in
    select kind, name, id,
           kind = 'function' as is_routine,
           id::regprocedure::text as routine,
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
      execute format('alter routine %s set schema %I', object.routine, schema_name);
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

-- Makes what an extension needs to keep data in a workspace, as far as it is not there, and mends what is not as it
-- should be: after a restore, a copy of the database, another master key, or a password that its own SQL has changed.
create function guildhall.open_extension_storage(
  workspace_id uuid, extension_key text, owner_scram text, user_scram text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
  present guildhall.extension_storage;
begin
  perform guildhall.require_scope(workspace_id);
  insert into guildhall.extension_storage as s (workspace_id, extension_key, owner_role, user_role)
  values (workspace_id, extension_key, names.owner_role, names.user_role)
  on conflict do nothing; -- on whichever of its keys another session was faster
  select * into present from guildhall.extension_storage s
   where s.workspace_id = open_extension_storage.workspace_id
     and s.extension_key = open_extension_storage.extension_key
     for update;
  perform guildhall.make_extension_role(names.owner_role);
  perform guildhall.make_extension_role(names.user_role);
  perform guildhall.reset_extension_role(names.owner_role, owner_scram);
  perform guildhall.reset_extension_role(names.user_role, user_scram);
  if present.owner_role <> names.owner_role then
    if exists (select from pg_roles where rolname = present.owner_role) then
      execute format('reassign owned by %I to %I', present.owner_role, names.owner_role);
    end if;
    update guildhall.extension_storage s
       set owner_role = names.owner_role, user_role = names.user_role
     where s.workspace_id = present.workspace_id and s.extension_key = present.extension_key;
  end if;
  if not exists (select from pg_namespace where nspname = names.schema_name) then
    execute format('create schema %I', names.schema_name);
    execute format('grant create on schema %I to %I', names.schema_name, names.owner_role);
    perform guildhall.adopt_extension_objects(workspace_id, extension_key, names.schema_name, names.owner_role);
    execute format('revoke create on schema %I from %I', names.schema_name, names.owner_role);
  end if;
  execute format('grant usage on schema %I to %I, %I', names.schema_name, names.owner_role, names.user_role);
  execute format('grant select, insert, update, delete on all tables in schema %I to %I',
    names.schema_name, names.user_role);
  execute format('grant usage, select on all sequences in schema %I to %I', names.schema_name, names.user_role);
  execute format('alter default privileges for role %I in schema %I grant select, insert, update, delete on tables to %I',
    names.owner_role, names.schema_name, names.user_role);
  execute format('alter default privileges for role %I in schema %I grant usage, select on sequences to %I',
    names.owner_role, names.schema_name, names.user_role);
end
$$;

-- The owner may make things in its schema while it migrates, and at no other time.
create function guildhall.let_extension_migrate(workspace_id uuid, extension_key text, allowed boolean) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
begin
  perform guildhall.require_scope(workspace_id);
  if allowed then
    execute format('grant create on schema %I to %I', names.schema_name, names.owner_role);
  else
    execute format('revoke create on schema %I from %I', names.schema_name, names.owner_role);
  end if;
end
$$;

-- Drops all that an extension has in a workspace, and its roles; false when there was nothing.
create function guildhall.drop_extension_storage(workspace_id uuid, extension_key text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  names record := guildhall.extension_names(workspace_id, extension_key);
  present guildhall.extension_storage;
  role_name text;
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
  execute format('drop schema if exists %I cascade', names.schema_name);
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

create function guildhall.drop_workspace_storage(workspace_id uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  kept text;
  former text;
begin
  perform guildhall.require_scope(workspace_id);
  for kept in
    select s.extension_key from guildhall.extension_storage s
     where s.workspace_id = drop_workspace_storage.workspace_id order by s.extension_key
  loop
    perform guildhall.drop_extension_storage(workspace_id, kept);
  end loop;
  select 'ws_' || w.key into former from guildhall.workspace w where w.id = workspace_id;
  execute format('drop schema if exists %I cascade', former);
end
$$;

-- Ends a session of an extension that does not end by itself. It can ignore a request to cancel, but not this.
create function guildhall.end_extension_session(pid integer, role_name text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_extension_role(role_name);
  perform from pg_stat_activity a
    where a.pid = end_extension_session.pid and a.usename = role_name and a.datname = current_database();
  return found and pg_terminate_backend(pid);
end
$$;

-- The same for what a node has left behind that ended itself.
create function guildhall.end_old_extension_sessions(oldest interval) returns integer
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(pg_terminate_backend(pid))::integer
    from pg_stat_activity
   where usename in (select owner_role from guildhall.extension_storage
                      union all select user_role from guildhall.extension_storage)
     and datname = current_database() and xact_start < clock_timestamp() - greatest(oldest, interval '1 minute')
$$;

create schema guildhall_door;
grant usage on schema guildhall_door to public;

-- Runs a script as whoever calls. PostgreSQL refuses COMMIT and ROLLBACK in here, so a script is all or nothing.
create function guildhall_door.run(script text) returns void
language plpgsql
as $$
begin
  execute script;
end
$$;

-- Notes in the same transaction that the extension whose owner is logged in has run a migration.
create function guildhall_door.migrated(step integer, checksum text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own guildhall.extension_storage;
begin
  perform set_config('guildhall.scope', 'platform', true); -- of no use to the caller, who has no right to any table
  select * into own from guildhall.extension_storage s where s.owner_role = session_user;
  if not found then
    raise exception 'only the owner of an extension''s storage migrates it' using errcode = 'insufficient_privilege';
  end if;
  insert into guildhall.extension_migration (workspace_id, extension_key, step, checksum, applied_at)
  values (own.workspace_id, own.extension_key, step, left(checksum, 100), clock_timestamp());
end
$$;

-- Adds an event to the transaction of the extension that is logged in.
create function guildhall_door.emit(event_id uuid, type text, subject text, data text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own guildhall.extension_storage;
begin
  perform set_config('guildhall.scope', 'platform', true); -- of no use to the caller, who has no right to any table
  select * into own from guildhall.extension_storage s where s.user_role = session_user;
  if not found then
    raise exception 'only the user of an extension''s storage emits events' using errcode = 'insufficient_privilege';
  end if;
  if length(type) > 200 or length(subject) > 1000 or octet_length(data) > 1048576
      or exists (select from guildhall.extension_intent i
                  where i.workspace_id = own.workspace_id and i.extension_key = own.extension_key
                 offset 1000) then
    raise exception 'these are more events than one transaction may add, or too large a one'
      using errcode = 'program_limit_exceeded';
  end if;
  insert into guildhall.extension_intent (workspace_id, extension_key, event_id, type, subject, data)
  values (own.workspace_id, own.extension_key, event_id, type, subject, data);
end
$$;

-- What ran extensions' SQL until now is gone.
drop function guildhall.act_as_extension(text);
drop function guildhall.run_extension_migration(uuid, text, text, text);
drop function guildhall.execute_extension_script(text, text);
drop function guildhall.drop_extension_objects(uuid, text, text);
drop function guildhall.create_workspace_schema(uuid, text);
drop function guildhall.drop_workspace_schema(uuid, text);
drop function guildhall.enter_workspace_schema(uuid, text);
drop function guildhall.workspace_schema(text);
drop function guildhall.claim_prefix(text, text);
drop function guildhall.schema_owner_words(text);
drop function guildhall.hand_over(text, text, text);
drop function guildhall.require_only_own_objects(text, text, text[], text[]);
drop function guildhall.others_objects(text, text);
drop function guildhall.isolate_workspace_schema(uuid, text);
drop function guildhall.grant_to_extensions(text, text);

-- Each function to the role it works as; whoever owns one may call those behind it.
do $$
declare
  door regprocedure;
begin
  grant usage, create on schema guildhall to ${storage_role}, ${roles_role}, ${audit_role};
  grant create on schema guildhall_door to ${storage_role};
  for door in
    select oid from pg_proc
     where pronamespace = 'guildhall'::regnamespace
       and proname in (
         'extension_names', 'adopt_extension_objects', 'open_extension_storage', 'let_extension_migrate',
         'drop_extension_storage', 'drop_workspace_storage', 'end_extension_session', 'end_old_extension_sessions')
  loop
    execute format('revoke execute on function %s from public', door);
    execute format('alter function %s owner to ${storage_role}', door);
  end loop;
  for door in
    select oid from pg_proc
     where pronamespace = 'guildhall'::regnamespace
       and proname in (
         'require_extension_role', 'make_extension_role', 'reset_extension_role', 'drop_extension_role')
  loop
    execute format('revoke execute on function %s from public', door);
    execute format('grant execute on function %s to ${storage_role}', door);
    execute format('alter function %s owner to ${roles_role}', door);
  end loop;
  alter function guildhall_door.migrated(integer, text) owner to ${storage_role};
  alter function guildhall_door.emit(uuid, text, text, text) owner to ${storage_role};
  alter function guildhall.append_audit(uuid, text[]) owner to ${audit_role};
  alter function guildhall.end_audit(uuid, text) owner to ${audit_role};
  revoke create on schema guildhall from ${storage_role}, ${roles_role}, ${audit_role};
  revoke create on schema guildhall_door from ${storage_role};
end
$$;
grant execute on function guildhall.extension_names(uuid, text) to ${app_role};
grant execute on function guildhall.open_extension_storage(uuid, text, text, text) to ${app_role};
grant execute on function guildhall.let_extension_migrate(uuid, text, boolean) to ${app_role};
grant execute on function guildhall.drop_extension_storage(uuid, text) to ${app_role};
grant execute on function guildhall.drop_workspace_storage(uuid) to ${app_role};
grant execute on function guildhall.end_extension_session(integer, text) to ${app_role};
grant execute on function guildhall.end_old_extension_sessions(interval) to ${app_role};

-- The audit log's functions work as a role that nobody can become, and no longer as the one that drops schemas.
revoke all on guildhall.audit_head, guildhall.audit_entry from ${storage_role};
grant select, insert, update on guildhall.audit_head to ${audit_role};
grant select, insert, delete on guildhall.audit_entry to ${audit_role};
grant select (id) on guildhall.workspace to ${audit_role};
grant execute on function guildhall.audit_time(timestamptz) to ${audit_role};
