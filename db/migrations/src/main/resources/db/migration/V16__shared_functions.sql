-- What every role may call in a new database, and what a session of an extension would share with all others by it:
-- advisory locks, which fill the table of locks that the whole server has; large objects, which lie in no schema;
-- messages to those who listen, and to those who read the log of changes. Nobody but the owner uses any of it (Flyway
-- takes an advisory lock). Only a superuser may take it from PUBLIC; without one, see db/README.md.

do $$
declare
  shared regprocedure;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    return;
  end if;
  for shared in
    select oid from pg_proc
     where pronamespace = 'pg_catalog'::regnamespace
       and proname ~ '^(pg_(try_)?advisory_|lo_|loread$|lowrite$|pg_notify$|pg_logical_emit_message$)'
  loop
    execute format('grant execute on function %s to current_user', shared);
    execute format('revoke execute on function %s from public', shared);
  end loop;
end
$$;
