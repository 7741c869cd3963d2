-- What a session of an extension may put into temporary files, by sorting or joining what does not fit into memory, is
-- bounded by a setting that its SQL cannot change. Only a superuser can let ${roles_role} give it to a role.
do $$
declare
  role_name text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    return;
  end if;
  grant set on parameter temp_file_limit to ${roles_role};
  for role_name in
    select rolname from pg_roles
     where rolname in (select owner_role from guildhall.extension_storage
                       union all select user_role from guildhall.extension_storage)
  loop
    execute format('alter role %I set temp_file_limit = ''256MB''', role_name);
  end loop;
end
$$;

create or replace function guildhall.reset_extension_role(role_name text, scram text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform guildhall.require_extension_role(role_name);
  if scram is null or scram !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'a password is only taken as a SCRAM-SHA-256 secret' using errcode = 'invalid_parameter_value';
  end if;
  execute format('alter role %I reset all', role_name);
  if has_parameter_privilege('temp_file_limit', 'set') then
    execute format('alter role %I set temp_file_limit = ''256MB''', role_name);
  end if;
  execute format('alter role %I password %L', role_name, scram);
end
$$;
