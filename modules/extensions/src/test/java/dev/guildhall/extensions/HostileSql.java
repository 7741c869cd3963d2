package dev.guildhall.extensions;

import java.util.List;

/**
 * SQL that means harm. {@code {own}}, {@code {globex}} and {@code {neighbour}} are the schemas of this extension, of the
 * same one in another workspace, and of another one in the same workspace; {@code {owner}} and {@code {user}} the roles
 * of this one, {@code {victim}} the owner of what is in globex; {@code {db}} the prefix of the platform's roles.
 *
 * @param what it tries
 * @param migration runs as the owner; empty when the statement does it all
 * @param statement runs as the user
 */
record HostileSql(String what, String migration, String statement) {

    private static HostileSql statement(String what, String statement) {
        return new HostileSql(what, "", statement);
    }

    private static HostileSql migration(String what, String migration) {
        return new HostileSql(what, migration, "select 1");
    }

    /** A trigger on a table of the extension, which runs this as part of the statement. */
    private static HostileSql trigger(String what, String timing, String body, String statement) {
        return new HostileSql(what, """
                create table t (id int primary key); insert into t values (1), (2);
                create table c (id int, t int references t on delete cascade); insert into c values (1, 1), (2, 2);
                create function f() returns trigger language plpgsql as $f$ begin %s; return null; end $f$;
                create %s for each row execute function f()""".formatted(body, timing), statement);
    }

    private static HostileSql function(String what, String body) {
        return new HostileSql(
                what,
                "create function f() returns text language plpgsql as $f$ declare r text; begin %s; return r; end $f$"
                        .formatted(body),
                "select f()");
    }

    private static HostileSql definer(String what, String body) {
        return new HostileSql(
                what,
                "create function f() returns text language plpgsql security definer as $f$ declare r text; begin %s;"
                                .formatted(body)
                        + " return r; end $f$",
                "select f()");
    }

    private static final String HASHES = "select string_agg(password_hash, ',') into r from guildhall.user_account";

    static final List<HostileSql> ALL = List.of(
            // out of the role
            function("sets the role to none in a function", "perform set_config('role','none',true); " + HASHES),
            function("sets the role of the application", "perform set_config('role','{db}_app',true); " + HASHES),
            function("resets the role", "reset role; " + HASHES),
            function("resets the session's user", "reset session authorization; " + HASHES),
            function("becomes the superuser", "set session authorization postgres; " + HASHES),
            function("runs a text of its own making", "execute 'reset role'; execute 'set role none'; " + HASHES),
            definer("a definer function resets the role", "reset role; " + HASHES),
            definer("a definer function reads hashes", HASHES),
            statement("nested comments hide a command", "/* /* */ select */ reset role"),
            statement("a carriage return ends a comment", "-- select\rreset role"),
            statement("a name in escapes", "select U&\"set\\005fconfig\"('role','none',true)"),
            statement("sets the storage role", "set role {db}_storage"),
            statement("sets the audit role", "set role {db}_audit"),
            statement("sets the role that makes roles", "set role {db}_roles"),
            statement("sets its own owner", "set role {owner}"),
            statement("sets the owner of another workspace's tables", "set role {victim}"),
            migration("the owner sets another workspace's owner", "set role {victim}"),
            migration("the owner grants itself the application", "grant {db}_app to {owner}"),
            migration("the owner grants itself its neighbour", "grant {victim} to {owner}"),
            migration("makes a superuser", "create role evil superuser"),
            migration("makes itself a superuser", "alter role {owner} superuser"),
            migration("lets itself past row security", "alter role {owner} bypassrls"),
            migration("changes the application's password", "alter role {db}_app password 'known'"),
            migration("gives its session to the superuser", "set session authorization postgres"),
            // by what runs later or as somebody else
            trigger(
                    "a deferred trigger at the commit",
                    "constraint trigger g after insert on t deferrable initially deferred",
                    "update guildhall.user_account set full_name = 'owned'",
                    "insert into t values (3)"),
            trigger(
                    "a trigger behind a cascade reads another workspace",
                    "trigger g after delete on c",
                    "perform set_config('row_security','off',true); execute 'insert into t select 9 from {globex}.note'",
                    "delete from t where id = 1"),
            trigger(
                    "a trigger behind a cascade changes the audit log",
                    "trigger g after delete on c",
                    "delete from guildhall.audit_entry",
                    "delete from t where id = 1"),
            trigger(
                    "a trigger behind a cascade resets the role",
                    "trigger g after delete on c",
                    "reset role; reset session authorization; update guildhall.user_account set full_name = 'owned'",
                    "delete from t where id = 1"),
            trigger(
                    "a trigger behind a cascade makes a table",
                    "trigger g after delete on c",
                    "create table late (id int)",
                    "delete from t where id = 1"),
            new HostileSql(
                    "a rule in place of a table",
                    "create table t (h text);"
                            + " create rule r as on insert to t do instead select password_hash from guildhall.user_account",
                    "insert into t values ('x')"),
            new HostileSql(
                    "a view of what is not its own",
                    "create view v as select password_hash from guildhall.user_account",
                    "select * from v"),
            new HostileSql(
                    "a view of another workspace", "create view v as select * from {globex}.note", "select * from v"),
            new HostileSql(
                    "a default that sets the role",
                    "create table t (id int, r text default set_config('role','postgres',false))",
                    "insert into t (id) values (1) returning (select max(password_hash) from guildhall.user_account)"),
            new HostileSql(
                    "a check that sets the role",
                    "create function f() returns boolean language plpgsql as"
                            + " $f$ begin set role {db}_app; return true; end $f$;"
                            + " create table t (id int check (f()))",
                    "insert into t values (1)"),
            new HostileSql(
                    "an index whose function reads hashes",
                    "create function f(i int) returns text language sql immutable as"
                            + " 'select max(password_hash) from guildhall.user_account';"
                            + " create table t (id int); create index on t (f(id)); insert into t values (1)",
                    "select f(1)"),
            new HostileSql(
                    "a policy on a table of the platform",
                    "create policy open on guildhall.user_account using (true)",
                    "select password_hash from guildhall.user_account"),
            migration("an event trigger", "create event trigger e on ddl_command_end execute function f()"),
            // what the platform has
            statement("reads hashes", "select password_hash from guildhall.user_account"),
            statement("reads them by XML", "select query_to_xml('select * from guildhall.user_account',true,true,'')"),
            statement("reads a schema by XML", "select schema_to_xml('guildhall',true,true,'')"),
            statement(
                    "reads them by a text search",
                    "select * from ts_stat('select password_hash::tsvector from guildhall.user_account')"),
            statement(
                    "reads statistics", "select most_common_vals::text from pg_stats where tablename = 'user_account'"),
            statement("reads the statistics' table", "select * from pg_statistic"),
            statement("reads the server's passwords", "select rolname, rolpassword from pg_authid"),
            statement("reads what others run", "select query from pg_stat_activity where query like '%secret%'"),
            statement("reads another workspace", "select * from {globex}.note"),
            statement("reads its neighbour", "select * from {neighbour}.note"),
            statement("locks a table of the platform", "lock table guildhall.workspace in access exclusive mode"),
            statement("locks the catalogue", "lock table pg_catalog.pg_class in access exclusive mode"),
            statement("locks a row of the platform", "select 1 from guildhall.workspace for update"),
            statement("writes events", "insert into guildhall.event_counter values (gen_random_uuid(), 1)"),
            statement(
                    "forges the audit log",
                    "select guildhall.append_audit('WORKSPACE', gen_random_uuid(), 'x', 'system', null, null, null, 'x', null, null)"),
            statement(
                    "ends the audit log",
                    "select guildhall.end_audit(gen_random_uuid(), 'x', 'system', null, null, null, 'x', null, null)"),
            statement(
                    "opens the storage of others",
                    "select guildhall.open_extension_storage(gen_random_uuid(),'x','','')"),
            statement("drops the storage of others", "select guildhall.drop_workspace_storage(gen_random_uuid())"),
            statement("makes a role of an extension", "select guildhall.make_extension_role('xu_' || repeat('0', 32))"),
            statement("notes a migration as the user", "select guildhall_door.migrated(99, 'x')"),
            migration(
                    "replaces a function of the platform",
                    "create or replace function guildhall.audit_time(moment timestamptz) returns text language sql as 'select null'"),
            migration(
                    "takes a function of the platform",
                    "alter function guildhall.append_audit(text, uuid, text, text, text, text, text, text, text, text) owner to {owner}"),
            migration(
                    "replaces a door",
                    "create or replace function guildhall_door.run(script text) returns void language sql as ''"),
            migration("drops the platform", "drop schema guildhall cascade"),
            migration("drops what the application owns", "drop owned by {db}_app, {db}_storage"),
            migration("takes what the storage role owns", "reassign owned by {db}_storage to {owner}"),
            migration(
                    "shadows a function for the application",
                    "create function public.upper(uuid) returns text language sql as 'select null'"),
            migration("makes a table in public", "create table public.t (id int)"),
            migration("makes a table in the catalogue", "create table pg_catalog.t (id int)"),
            migration("makes a table at its neighbour's", "create table {neighbour}.t (id int)"),
            migration("makes a schema", "create schema mine"),
            migration("drops its own schema", "drop schema {own} cascade"),
            migration("gives its schema away", "grant usage on schema {own} to public; alter schema {own} rename to y"),
            migration("writes the catalogue", "update pg_catalog.pg_proc set prosecdef = true"),
            migration(
                    "changes others' defaults",
                    "alter default privileges for role {db}_storage grant all on tables to public"),
            // settings
            statement(
                    "makes all read-only by a view",
                    "update pg_settings set setting = 'on' where name = 'default_transaction_read_only'"),
            statement("makes its session read-only", "set default_transaction_read_only = on"),
            statement("turns the server's settings", "alter system set work_mem = '1kB'"),
            statement(
                    "turns the database's settings", "alter database guildhall set default_transaction_read_only = on"),
            statement("turns the application's settings", "alter role {db}_app set default_transaction_read_only = on"),
            statement("switches triggers off", "set session_replication_role = replica"),
            statement("loads a library", "load 'auto_explain'"),
            function(
                    "sets the scope of the platform",
                    "perform set_config('guildhall.scope','platform',false); " + HASHES),
            // the machine
            statement("reads a file", "select pg_read_file('/etc/passwd')"),
            statement("lists a directory", "select pg_ls_dir('/')"),
            statement("imports a file", "select lo_import('/etc/passwd')"),
            statement("exports a file", "select lo_export(1, '/tmp/x')"),
            migration("runs a program", "create table t (x text); copy t from program 'id'"),
            migration("reads a file into a table", "create table t (x text); copy t from '/etc/passwd'"),
            migration("a function in C", "create function f() returns int language c as 'libc', 'abs'"),
            migration(
                    "a function of the server's inside",
                    "create function f(text) returns int language internal as 'pg_read_file_all'"),
            migration("a connection to elsewhere", "create extension dblink"),
            migration("a foreign server", "create extension postgres_fdw"),
            migration("another language", "create extension plpython3u"),
            migration("a publication", "create publication p for all tables"),
            statement("a replication slot", "select pg_create_logical_replication_slot('s', 'pgoutput')"),
            migration("a database", "create database evil"),
            statement(
                    "ends other sessions",
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = '{db}_app'"),
            statement(
                    "cancels other sessions",
                    "select count(pg_cancel_backend(pid)) from pg_stat_activity where usename = 'postgres'"),
            statement("reloads the server", "select pg_reload_conf()"),
            // transactions
            migration("ends the transaction", "create table t (id int); commit; create table u (id int)"),
            migration("ends it in a block", "do $d$ begin commit; end $d$"),
            new HostileSql(
                    "ends it in a procedure",
                    "create procedure p() language plpgsql as $p$ begin commit; perform 1; end $p$",
                    "call p()"),
            // a session of its own
            function("changes its own password", "execute format('alter role %I password %L', session_user, 'known')"),
            function(
                    "spoils its own settings",
                    "execute format('alter role %I set search_path = nowhere', session_user)"),
            statement("takes all locks it can think of", "select pg_advisory_lock(g) from generate_series(1, 200) g"),
            statement("fills the table of locks", "select pg_try_advisory_lock(g) from generate_series(1, 100000) g"),
            statement("keeps what lies in no schema", "select lo_from_bytea(0, repeat('x', 1000)::bytea)"),
            function("keeps it in a function", "perform lo_create(0)"),
            statement("tells all who listen", "select pg_notify('guildhall', repeat('x', 7000))"),
            statement("tells all who replicate", "select pg_logical_emit_message(true, 'evil', 'x')"));
}
