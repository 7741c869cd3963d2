-- Where the migrations of an artifact are tried before it is taken: an empty schema and its owner, for as long as that
-- lasts. What ends the process leaves one behind, which is dropped later.
create table guildhall.extension_trial (
    id uuid not null constraint extension_trial_pk primary key,
    created_at timestamptz not null default clock_timestamp()
);
revoke all on guildhall.extension_trial from ${app_role};
grant select, insert, delete on guildhall.extension_trial to ${storage_role};

create function guildhall.open_extension_trial(trial uuid, owner_scram text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  names record := guildhall.extension_names(trial, 'trial');
begin
  insert into guildhall.extension_trial (id) values (trial);
  perform guildhall.make_extension_role(names.owner_role);
  perform guildhall.reset_extension_role(names.owner_role, owner_scram);
  execute format('create schema %I', names.schema_name);
  execute format('grant usage, create on schema %I to %I', names.schema_name, names.owner_role);
end
$$;

create function guildhall.drop_extension_trial(trial uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set client_min_messages = warning
as $$
declare
  names record := guildhall.extension_names(trial, 'trial');
begin
  delete from guildhall.extension_trial t where t.id = trial;
  if not found then
    return;
  end if;
  perform pg_terminate_backend(pid) from pg_stat_activity
    where usename = names.owner_role and datname = current_database();
  execute format('drop schema if exists %I cascade', names.schema_name);
  if exists (select from pg_roles where rolname = names.owner_role) then
    execute format('drop owned by %I cascade', names.owner_role);
    perform guildhall.drop_extension_role(names.owner_role);
  end if;
end
$$;

create function guildhall.drop_abandoned_extension_trials() returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  select guildhall.drop_extension_trial(id) from guildhall.extension_trial
   where created_at < clock_timestamp() - interval '10 minutes'
$$;

do $$
declare
  door regprocedure;
begin
  grant create on schema guildhall to ${storage_role};
  for door in
    select oid from pg_proc
     where pronamespace = 'guildhall'::regnamespace
       and proname in ('open_extension_trial', 'drop_extension_trial', 'drop_abandoned_extension_trials')
  loop
    execute format('revoke execute on function %s from public', door);
    execute format('grant execute on function %s to ${app_role}', door);
    execute format('alter function %s owner to ${storage_role}', door);
  end loop;
  revoke create on schema guildhall from ${storage_role};
end
$$;
