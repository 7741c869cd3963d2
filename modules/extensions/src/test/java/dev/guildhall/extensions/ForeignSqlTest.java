package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.ResultTooLarge;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SQL of extensions reaches, whatever it says: in the sessions that it runs in, without any rule before. */
class ForeignSqlTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final AtomicInteger CASES = new AtomicInteger();

    /** All that a role of an extension has no business with, as a superuser sees it. */
    private static final String WORLD = """
            select
              (select string_agg(u::text, ' ' order by u.id) from guildhall.user_account u) as accounts,
              (select string_agg(w::text, ' ' order by w.id) from guildhall.workspace w) as workspaces,
              (select string_agg(a::text, ' ' order by a.tenant_id, a.sequence) from guildhall.audit_entry a) as audit,
              (select string_agg(h::text, ' ' order by h.tenant_id) from guildhall.audit_head h) as heads,
              (select string_agg(i::text, ' ' order by i.id) from guildhall.installation i) as installations,
              (select count(*) from guildhall.extension_migration) as migrations,
              (select count(*) from pg_largeobject_metadata) as large_objects,
              (select string_agg(concat_ws(':', rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
                                           rolreplication, rolcanlogin), ' ' order by rolname)
                 from pg_roles where rolname !~ '^x[ou]_') as roles,
              (select string_agg(rolname, ' ') from pg_roles where rolname ~ '^x[ou]_' and (rolsuper or rolcreaterole
                 or rolcreatedb or rolbypassrls or rolreplication or rolinherit)) as mighty,
              (select string_agg(roleid::regrole || '<' || member::regrole, ' ' order by roleid, member)
                 from pg_auth_members where roleid::regrole::text !~ '^x[ou]_' or member::regrole::text ~ '^x[ou]_') as memberships,
              (select string_agg(s::text, ' ' order by s::text) from pg_db_role_setting s
                where s.setrole = 0 or s.setrole::regrole::text !~ '^x[ou]_') as role_settings,
              (select string_agg(concat_ws(':', c.oid::regclass, c.relowner, c.relacl, c.relrowsecurity), ' ' order by c.oid)
                 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname !~ '^(x_|pg_temp|pg_toast)') as relations,
              (select string_agg(concat_ws(':', p.oid::regprocedure, p.proowner, p.prosecdef, md5(p.prosrc)), ' ' order by p.oid)
                 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname !~ '^(x_|pg_catalog|information_schema|pg_temp)') as functions,
              (select string_agg(concat_ws(':', nspname, nspowner, nspacl), ' ' order by nspname)
                 from pg_namespace where nspname !~ '^(x_|pg_temp|pg_toast_temp)') as schemas,
              (select string_agg(concat_ws(':', defaclrole::regrole, defaclacl), ' ' order by oid) from pg_default_acl
                where defaclrole::regrole::text !~ '^x[ou]_') as defaults,
              (select string_agg(extname, ' ' order by extname) from pg_extension) as extensions,
              (select count(*) from pg_event_trigger) + (select count(*) from pg_publication)
                + (select count(*) from pg_replication_slots) + (select count(*) from pg_policy) as others,
              (select string_agg(name || '=' || setting, ' ') from pg_file_settings where sourcefile ~ 'auto.conf') as file,
              current_setting('default_transaction_read_only') as read_only""";

    private static ExtensionSchemas schemas;
    private static WorkspaceId acme;
    private static WorkspaceId globex;
    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
        schemas = new ExtensionSchemas(BENCH.database(), BENCH.foreignSessions(), CacheBudget.ofHeap());
        acme = world.workspace().id;
        globex = world.workspace().id;
        BENCH.sql("update guildhall.user_account set password_hash = 'hushed hash'");
        keepSecret(globex, "victim", "hushed row of globex");
        keepSecret(acme, "neighbour", "hushed row of a neighbour");
    }

    private static void keepSecret(WorkspaceId workspace, String extension, String secret) {
        migrate(workspace, extension, "create table note (text text); insert into note values ('" + secret + "')");
    }

    private static <T> T asApplication(WorkspaceId workspace, Function<Tx, Future<T>> work) {
        return Await.result(BENCH.database().inTransaction(workspace, work));
    }

    private static void migrate(WorkspaceId workspace, String extension, String script) {
        asApplication(workspace, tx -> schemas.beginMigration(tx, workspace, extension));
        try {
            Await.result(schemas.asOwner(
                    workspace, extension, LIMIT, tx -> tx.run("select guildhall_door.run($1)", Tuple.of(script))));
        } finally {
            asApplication(workspace, tx -> schemas.endMigration(tx, workspace, extension));
        }
    }

    private static String run(String extension, Duration limit, String sql) {
        return text(Await.result(schemas.asUser(acme, extension, limit, tx -> tx.run(sql, Tuple.tuple()))));
    }

    private static String text(RowSet<Row> rows) {
        var values = new ArrayList<String>();
        rows.forEach(row -> values.add(row.size() == 0 ? "" : String.valueOf(row.getValue(0))));
        return String.join(",", values);
    }

    private static void drop(String extension) {
        asApplication(acme, tx -> schemas.drop(tx, acme, extension));
    }

    private static String name(WorkspaceId workspace, String extension, String which) {
        return BENCH.sql("select " + which + " from guildhall.extension_names($1, $2)", workspace.value(), extension)
                .iterator()
                .next()
                .getString(0);
    }

    private static String named(String sql, String extension) {
        return sql.replace("{own}", name(acme, extension, "schema_name"))
                .replace("{owner}", name(acme, extension, "owner_role"))
                .replace("{user}", name(acme, extension, "user_role"))
                .replace("{globex}", name(globex, "victim", "schema_name"))
                .replace("{victim}", name(globex, "victim", "owner_role"))
                .replace("{neighbour}", name(acme, "neighbour", "schema_name"))
                .replace("{db}", "guildhall");
    }

    private static JsonObject everythingElse() {
        return BENCH.sql(WORLD).iterator().next().toJson();
    }

    private static String notes(WorkspaceId workspace, String extension) {
        return text(BENCH.sql("select * from " + name(workspace, extension, "schema_name") + ".note"));
    }

    static List<HostileSql> hostile() {
        return HostileSql.ALL;
    }

    @ParameterizedTest
    @MethodSource
    void hostile(HostileSql sql) {
        var extension = "hostile-" + CASES.incrementAndGet();
        asApplication(acme, tx -> schemas.beginMigration(tx, acme, extension));
        var before = everythingElse();

        var outcome = attempt(() -> {
            migrate(acme, extension, named(sql.migration(), extension));
            return "";
        });
        outcome += attempt(() -> run(extension, LIMIT, named(sql.statement(), extension)));

        assertThat(outcome).as(sql.what()).doesNotContain("hushed", "root:", "SCRAM", "uid=");
        assertThat(everythingElse()).as(sql.what()).isEqualTo(before);
        assertThat(notes(globex, "victim")).isEqualTo("hushed row of globex");
        assertThat(notes(acme, "neighbour")).isEqualTo("hushed row of a neighbour");
        drop(extension);
        assertThat(BENCH.sql("select from pg_roles where rolname in ('evil', $1)", name(acme, extension, "user_role")))
                .as("what is left of it")
                .isEmpty();
    }

    /** What came of it, or why nothing did. */
    private static String attempt(Supplier<String> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    static List<HonestSql> honest() {
        return HonestSql.ALL;
    }

    @ParameterizedTest
    @MethodSource
    void honest(HonestSql sql) {
        var extension = "honest-" + CASES.incrementAndGet();

        migrate(acme, extension, sql.migration());

        assertThat(run(extension, LIMIT, sql.statement())).as(sql.what()).isEqualTo(sql.answer());
        drop(extension);
    }

    @Test
    void nothingOfATransactionIsThereInTheNext() {
        var extension = "traces";
        migrate(acme, extension, "create table t (id int); insert into t values (1)");
        for (var trace : List.of(
                "select set_config('work_mem', '64MB', false)",
                "set search_path = nowhere",
                "set role none",
                "prepare p as select 1",
                "listen somebody",
                "create temporary table w (id int)",
                "declare c cursor with hold for select 1",
                "select pg_advisory_lock(7)",
                "set default_transaction_read_only = on",
                "set client_encoding = 'latin1'")) {
            attempt(() -> run(extension, LIMIT, trace));
            var left = run(extension, LIMIT, """
                    select concat_ws(' ', current_setting('work_mem'), current_setting('default_transaction_read_only'),
                      current_setting('client_encoding'), (select count(*) from pg_prepared_statements where name = 'p'),
                      (select count(*) from pg_listening_channels()), to_regclass('pg_temp.w'),
                      (select count(*) from pg_cursors where name = 'c'),
                      (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),
                      (select count(*) from t))""");
            assertThat(left).as(trace).isEqualTo("4MB off UTF8 0 0 0 0 1");
        }
        drop(extension);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select pg_sleep(1000)",
                "select count(*) from generate_series(1, 10000000000)",
                "with recursive x(n) as (select 1 union all select n from x) select count(*) from x",
                "select stubborn()"
            })
    void whatDoesNotEndIsEnded(String sql) {
        var extension = "endless-" + CASES.incrementAndGet();
        migrate(acme, extension, """
                create function stubborn() returns void language plpgsql as $f$
                begin
                  set statement_timeout = 0;
                  loop
                    begin
                      perform pg_sleep(1000);
                    exception when query_canceled then null;
                    end;
                  end loop;
                end $f$""");

        assertThatThrownBy(() -> run(extension, SHORT, sql)).hasCauseInstanceOf(TimeoutException.class);

        var user = name(acme, extension, "user_role");
        Await.until(() -> assertThat(BENCH.sql("select from pg_stat_activity where usename = $1", user))
                .isEmpty());
        assertThat(run(extension, LIMIT, "select 1")).isEqualTo("1");
        drop(extension);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select generate_series(1, 10000000000)",
                "select from generate_series(1, 20001)",
                "select repeat('x', 100000000)",
                "select repeat('x', 1000) from generate_series(1, 10000)",
                "select loud()"
            })
    void whatAnswersWithTooMuchIsNotTaken(String sql) {
        var extension = "large-" + CASES.incrementAndGet();
        migrate(acme, extension, """
                create function loud() returns void language plpgsql as $f$
                begin
                  set client_min_messages = debug;
                  for i in 1..100000 loop raise notice '%', repeat('x', 1000); end loop;
                end $f$""");

        assertThatThrownBy(() -> run(extension, LIMIT, sql)).isInstanceOf(ResultTooLarge.class);

        assertThat(run(extension, LIMIT, "select count(*) from generate_series(1, 100000)"))
                .isEqualTo("100000");
        assertThat(run(extension, LIMIT, "select generate_series(1, 20000)").split(","))
                .hasSize(20_000);
        drop(extension);
    }

    @Test
    void oneTransactionMayReadMuchBitByBit() {
        var extension = "bits";
        migrate(acme, extension, "create table t (id int)");

        var pages = Await.result(schemas.asUser(acme, extension, LIMIT, tx -> pages(tx, 4)));

        assertThat(pages).isEqualTo(4);
        drop(extension);
    }

    private static Future<Integer> pages(ForeignTx tx, int left) {
        return left == 0
                ? Future.succeededFuture(0)
                : tx.run("select repeat('x', 300) from generate_series(1, 15000)", Tuple.tuple())
                        .compose(page -> pages(tx, left - 1).map(more -> more + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select pg_advisory_lock(1)",
                "select pg_advisory_xact_lock(1)",
                "select pg_advisory_lock_shared(1)",
                "select pg_try_advisory_lock(1, 2)",
                "select pg_try_advisory_xact_lock_shared(1)",
                "select pg_advisory_unlock_all()",
                "select lo_create(0)",
                "select lo_creat(-1)",
                "select lo_from_bytea(0, 'x')",
                "select lo_get(1)",
                "select lo_open(1, 131072)",
                "select loread(1, 1)",
                "select pg_notify('all', 'x')",
                "select pg_logical_emit_message(false, 'x', 'y')"
            })
    void whatAllSessionsShareIsOutOfReach(String sql) {
        var extension = "sharing-" + CASES.incrementAndGet();
        var doing = "create function f() returns void language plpgsql as $f$ begin perform (%s); end $f$; select f()";

        assertThatThrownBy(() -> migrate(acme, extension, doing.formatted(sql)))
                .hasStackTraceContaining("permission denied for function");
        migrate(acme, extension, "create table t (id int)");
        assertThatThrownBy(() -> run(extension, LIMIT, sql)).hasStackTraceContaining("permission denied for function");
        drop(extension);
    }

    /** As on a server where nobody could take advisory locks from PUBLIC. */
    @Test
    void nothingOfThePlatformWaitsForLocksThatForeignSqlHolds() {
        BENCH.sql("grant execute on function pg_advisory_lock(bigint) to public");
        var extension = "holding";
        migrate(acme, extension, "create table t (id int)");
        var quiet = World.extensionKey();
        world.publish(World.quiet(quiet, "1.0.0"));
        var founder = world.user();
        var made = world.workspace();
        var held = Promise.<Void>promise();
        var finished = Promise.<Void>promise();
        var holding = schemas.asUser(
                acme,
                extension,
                HOLD,
                tx -> tx.run(
                                "select pg_advisory_lock(hashtextextended(key, 0)) from unnest($1::text[]) as k (key)",
                                Tuple.of(new String[] {
                                    "guildhall installations " + made.id, founder.toString(), "guildhall first admin"
                                }))
                        .onComplete(locked -> held.handle(locked.mapEmpty()))
                        .compose(locked -> finished.future()));
        Await.result(held.future());

        made.install(quiet).expect(201);
        made.uninstall(quiet, "").expect(204);
        world.as(founder)
                .post(
                        "/api/workspaces/self",
                        new JsonObject().put("key", "own-" + quiet).put("name", "Own"))
                .expect(201);

        assertThat(holding.isComplete()).as("the locks are free").isFalse();
        finished.complete();
        Await.result(holding);
        BENCH.sql("revoke execute on function pg_advisory_lock(bigint) from public");
        drop(extension);
    }

    @Test
    void eventsThatSqlWritesAreCheckedBeforeTheyAreTold() {
        var lab = World.extensionKey();
        world.publish(Lab.jar(lab).file("migrations/V1__n.sql", Lab.NOTES.formatted("")));
        var made = world.workspace();
        made.install(lab, "events.publish").expect(201);
        var emit = "select guildhall_door.emit(gen_random_uuid(), '%s', null, '%s')";
        var taken = "018f0000-0000-7000-8000-00000000aaaa";

        for (var sql : List.of(
                emit.formatted("member.added", "{}"),
                emit.formatted("other.thing", "{}"),
                emit.formatted("lab.broken", "no json"),
                emit.formatted("lab.nul", "{\"a\":\"\\u0000\"}"),
                emit.formatted("lab.told", "{\"n\":1}"),
                "select guildhall_door.emit('" + taken + "', 'lab.twice', null, '{}')",
                "select guildhall_door.emit('" + taken + "', 'lab.twice', null, '{}')",
                emit.formatted("lab.told", "{\"n\":2}"))) {
            made.invoke(lab, lab + ".sql.query", new JsonObject().put("sql", sql));
        }
        made.invoke(
                lab,
                lab + ".sql.transact",
                new JsonObject()
                        .put("statements", new JsonArray().add("insert into note (id) values (1)"))
                        .put("emit", "lab.last"));

        Await.until(() -> assertThat(made.events("lab.last")).hasSize(1));
        assertThat(made.events("lab.told")).hasSize(2);
        assertThat(made.events("lab.twice")).hasSize(1);
        assertThat(made.events("other.thing")).isEmpty();
        assertThat(made.events("lab.broken")).isEmpty();
        assertThat(BENCH.sql("select from guildhall.extension_intent where workspace_id = $1", made.id.value()))
                .isEmpty();
    }

    @Test
    void anEventThatWasLeftBehindIsToldLater() {
        var lab = World.extensionKey();
        world.publish(Lab.jar(lab).file("migrations/V1__n.sql", Lab.NOTES.formatted("")));
        var made = world.workspace();
        made.install(lab, "events.publish").expect(201);

        BENCH.sql(
                "insert into guildhall.extension_intent (workspace_id, extension_key, event_id, type, data, created_at)"
                        + " values ($1, $2, gen_random_uuid(), 'lab.left', '{}', now() - interval '1 minute')",
                made.id.value(),
                lab);
        world.product.doNow("look after what extensions have left behind");

        Await.until(() -> assertThat(made.events("lab.left")).hasSize(1));
    }
}
