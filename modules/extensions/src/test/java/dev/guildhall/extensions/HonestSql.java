package dev.guildhall.extensions;

import java.util.List;

/**
 * SQL that an honest author writes.
 *
 * @param migration runs as the owner
 * @param statement runs as the user, after the migration; the answer is the first column of its rows
 */
record HonestSql(String what, String migration, String statement, String answer) {

    private static HonestSql of(String what, String migration, String statement, String answer) {
        return new HonestSql(what, migration, statement, answer);
    }

    static final List<HonestSql> ALL = List.of(
            of(
                    "a table named hello",
                    "create table hello_greeting (name text)",
                    "insert into hello_greeting values ('x') returning name",
                    "x"),
            of(
                    "a table with status in its name",
                    "create table contacts_status (id int)",
                    "insert into contacts_status values (1) returning id",
                    "1"),
            of(
                    "a table with rewrite in its name",
                    "create table accounts_rewrite (id int)",
                    "insert into accounts_rewrite values (1) returning id",
                    "1"),
            of(
                    "a table with lo_ in its name",
                    "create table lo_silo_log (id int)",
                    "insert into lo_silo_log values (1) returning id",
                    "1"),
            of(
                    "a column named set_config",
                    "create table t (set_config text)",
                    "insert into t values ('a') returning set_config",
                    "a"),
            of(
                    "a text that speaks of roles",
                    "create table t (x text)",
                    "insert into t values ('reset role; set_config(...)') returning length(x)",
                    "27"),
            of("a name without a prefix", "create table note (id int)", "select count(*) from note", "0"),
            of("an expression", "create table t (a int)", "with x as (select 1 as a) select a + 1 from x", "2"),
            of(
                    "a recursive expression",
                    "create table t (a int)",
                    "with recursive x(n) as (values (1) union all select n + 1 from x where n < 5) select sum(n) from x",
                    "15"),
            of(
                    "a change inside an expression",
                    "create table t (a int)",
                    "with i as (insert into t values (1), (2) returning a) select sum(a) from i",
                    "3"),
            of(
                    "a window",
                    "create table t (a int); insert into t values (1), (2), (3)",
                    "select sum(a) over (order by a) from t",
                    "1,3,6"),
            of(
                    "an upsert",
                    "create table t (id int primary key, n int); insert into t values (1, 1)",
                    "insert into t values (1, 5) on conflict (id) do update set n = t.n + excluded.n returning n",
                    "6"),
            of(
                    "a merge",
                    "create table t (id int primary key, n int); insert into t values (1, 1)",
                    "merge into t using (values (1, 2), (2, 3)) s(id, n) on t.id = s.id when matched then update set n = s.n when not matched then insert values (s.id, s.n)",
                    ""),
            of(
                    "jsonb",
                    "create table t (d jsonb); insert into t values ('{\"a\":{\"b\":[1,2]}}')",
                    "select d #>> '{a,b,1}' from t",
                    "2"),
            of(
                    "an index of jsonb",
                    "create table t (d jsonb); create index on t using gin (d jsonb_path_ops); insert into t values ('{\"a\":1}')",
                    "select count(*) from t where d @> '{\"a\":1}'",
                    "1"),
            of(
                    "a path in jsonb",
                    "create table t (d jsonb); insert into t values ('{\"a\":[1,5]}')",
                    "select jsonb_path_query(d, '$.a[*] ? (@ > 2)') from t",
                    "5"),
            of(
                    "a trigger",
                    "create table t (id int, at timestamptz); create function f() returns trigger language plpgsql as $f$ begin new.at := now(); return new; end $f$; create trigger g before insert on t for each row execute function f()",
                    "insert into t (id) values (1) returning at is not null",
                    "true"),
            of(
                    "a trigger that keeps a history",
                    "create table t (id int); create table h (id int); create function f() returns trigger language plpgsql as $f$ begin insert into h values (old.id); return old; end $f$; create trigger g after delete on t for each row execute function f(); insert into t values (7)",
                    "delete from t returning id",
                    "7"),
            of(
                    "a deferred constraint trigger",
                    "create table t (id int); create function f() returns trigger language plpgsql as $f$ begin if (select count(*) from t) > 5 then raise 'too many'; end if; return null; end $f$; create constraint trigger g after insert on t deferrable initially deferred for each row execute function f()",
                    "insert into t values (1) returning id",
                    "1"),
            of(
                    "a function in SQL",
                    "create function f(a int) returns int language sql as 'select a * 2'",
                    "select f(21)",
                    "42"),
            of(
                    "a function in PL/pgSQL",
                    "create function f(a int) returns int language plpgsql as $f$ begin return a * 2; end $f$",
                    "select f(21)",
                    "42"),
            of(
                    "a function that returns rows",
                    "create table t (a int); insert into t values (1), (2); create function f() returns setof t language sql as 'select * from t'",
                    "select a from f() order by a",
                    "1,2"),
            of(
                    "a definer function",
                    "create table t (a int); create function f() returns int language sql security definer as 'select count(*)::int from t'",
                    "select f()",
                    "0"),
            of(
                    "a function with a block that catches",
                    "create function f() returns text language plpgsql as $f$ begin perform 1 / 0; return 'no'; exception when division_by_zero then return 'caught'; end $f$",
                    "select f()",
                    "caught"),
            of(
                    "a foreign key with cascade",
                    "create table t (id int primary key); create table c (t int references t on delete cascade); insert into t values (1); insert into c values (1)",
                    "delete from t returning (select count(*) from c)",
                    "1"),
            of(
                    "a foreign key that sets null",
                    "create table t (id int primary key); create table c (t int references t on delete set null); insert into t values (1); insert into c values (1)",
                    "delete from t returning id",
                    "1"),
            of(
                    "a key to itself",
                    "create table t (id int primary key, parent int references t)",
                    "insert into t values (1, null), (2, 1) returning id",
                    "1,2"),
            of(
                    "returning",
                    "create table t (id int generated always as identity, a text)",
                    "insert into t (a) values ('x'), ('y') returning id",
                    "1,2"),
            of(
                    "a serial",
                    "create table t (id bigserial primary key, a text)",
                    "insert into t (a) values ('x') returning id",
                    "1"),
            of("a sequence", "create sequence s", "select nextval('s')", "1"),
            of(
                    "an array",
                    "create table t (tags text[]); insert into t values (array['a','b'])",
                    "select unnest(tags) from t where 'a' = any (tags)",
                    "a,b"),
            of(
                    "a generated column",
                    "create table t (a int, b int generated always as (a * 2) stored)",
                    "insert into t values (3) returning b",
                    "6"),
            of(
                    "partitions",
                    "create table t (k int, v text) partition by list (k); create table t1 partition of t for values in (1); create table t2 partition of t default",
                    "insert into t values (1, 'a'), (2, 'b') returning v",
                    "a,b"),
            of(
                    "an enumeration",
                    "create type mood as enum ('glad', 'sad'); create table t (m mood)",
                    "insert into t values ('glad') returning m::text",
                    "glad"),
            of(
                    "a domain",
                    "create domain short as text check (length(value) < 4); create table t (s short)",
                    "insert into t values ('abc') returning s",
                    "abc"),
            of("a composite type", "create type pair as (a int, b int)", "select ((1, 2)::pair).b", "2"),
            of(
                    "a view",
                    "create table t (a int); create view v as select a * 2 as b from t; insert into t values (4)",
                    "select b from v",
                    "8"),
            of(
                    "a view to write to",
                    "create table t (a int); create view v as select a from t",
                    "insert into v values (4) returning a",
                    "4"),
            of(
                    "a materialized view",
                    "create table t (a int); insert into t values (4); create materialized view v as select a from t",
                    "select a from v",
                    "4"),
            of(
                    "full-text search",
                    "create table t (x text, s tsvector generated always as (to_tsvector('simple', x)) stored); create index on t using gin (s); insert into t (x) values ('grace hopper')",
                    "select x from t where s @@ to_tsquery('simple', 'hop:*')",
                    "grace hopper"),
            of(
                    "a partial unique index",
                    "create table t (a text, gone boolean default false); create unique index on t (lower(a)) where not gone",
                    "insert into t values ('A') returning a",
                    "A"),
            of(
                    "an exclusion",
                    "create table t (r int4range, exclude using gist (r with &&))",
                    "insert into t values ('[1,5)') returning lower(r)",
                    "1"),
            of("a check", "create table t (a int check (a > 0))", "insert into t values (1) returning a", "1"),
            of(
                    "a row locked for work",
                    "create table t (id int); insert into t values (1), (2)",
                    "select id from t order by id limit 1 for update skip locked",
                    "1"),
            of(
                    "a lateral join",
                    "create table t (a int); insert into t values (2)",
                    "select g from t, lateral generate_series(1, a) g",
                    "1,2"),
            of(
                    "grouping sets",
                    "create table t (a int, n int); insert into t values (1, 2), (2, 3)",
                    "select sum(n) from t group by rollup (a) order by 1",
                    "2,3,5"),
            of(
                    "a filter and a percentile",
                    "create table t (a int); insert into t values (1), (2), (3)",
                    "select percentile_disc(0.5) within group (order by a) from t",
                    "2"),
            of(
                    "a table altered later",
                    "create table t (a int); alter table t add b int not null default 5; alter table t rename a to c; insert into t values (1)",
                    "select b from t",
                    "5"),
            of(
                    "a block in a migration",
                    "create table t (a int); do $d$ begin for i in 1..3 loop insert into t values (i); end loop; end $d$",
                    "select count(*) from t",
                    "3"),
            of(
                    "a temporary table in a migration",
                    "create temporary table w (a int); insert into w values (1); create table t as select * from w",
                    "select a from t",
                    "1"),
            of(
                    "a setting for one transaction",
                    "set local lock_timeout = '1s'; create table t (a int)",
                    "select set_config('work_mem', '8MB', true)",
                    "8MB"),
            of(
                    "a function of the database's own",
                    "create table t (id uuid default gen_random_uuid())",
                    "insert into t default values returning id is not null",
                    "true"));
}
