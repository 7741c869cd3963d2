package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of an extension as its code reaches them. */
class StorageTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String lab;
    private static World.Made acme;
    private static World.Made other;

    @BeforeAll
    static void begin() {
        // Half of what is asked here fails, as it should.
        world = World.operated(BENCH, settings -> settings.with(ExtensionSettings.FAILURES, 100));
        lab = World.extensionKey();
        world.publish(Lab.jar(lab)
                .file("migrations/V1__notes.sql", Lab.NOTES.formatted(prefix()))
                .file("migrations/V2__kinds.sql", """
                    create table %skind (id uuid primary key, at timestamptz, day date, bytes bytea, big bigint,
                      amount numeric, ratio double precision, flag boolean, tags text[], numbers bigint[], data jsonb,
                      moment timestamp, parent uuid constraint %sparent references %skind (id))\
                    """.replace("%s", prefix())));
        acme = world.workspace();
        acme.install(lab, "events.publish").expect(201);
        other = world.workspace();
        other.install(lab, "events.publish").expect(201);
    }

    private static String prefix() {
        return InstallationsTest.prefix(lab);
    }

    private static JsonArray query(World.Made workspace, String sql, Object... parameters) {
        return workspace
                .invoke(lab, lab + ".sql.query", statement(sql, parameters))
                .getJsonArray("rows");
    }

    private static int execute(World.Made workspace, String sql, Object... parameters) {
        return workspace
                .invoke(lab, lab + ".sql.execute", statement(sql, parameters))
                .getInteger("count");
    }

    private static JsonObject statement(String sql, Object... parameters) {
        var all = new JsonArray();
        List.of(parameters).forEach(all::add);
        return new JsonObject().put("sql", sql.replace("$p_", prefix())).put("parameters", all);
    }

    @Test
    void readsAndWritesItsOwnTables() {
        assertThat(execute(acme, "insert into $p_note (id, text) values ($1, $2), (101, 'b')", 100, "a"))
                .isEqualTo(2);
        assertThat(query(acme, "select id, text from $p_note where id >= 100 and id < 200 order by id"))
                .containsExactly(
                        new JsonObject().put("id", 100).put("text", "a"),
                        new JsonObject().put("id", 101).put("text", "b"));
        assertThat(query(acme, "update $p_note set text = 'c' where id = 100 returning text"))
                .containsExactly(new JsonObject().put("text", "c"));
        assertThat(execute(acme, "delete from $p_note where id in (100, 101)")).isEqualTo(2);
    }

    @Test
    void isCountedInThePlanToUninstallForWhatAPurgeLoses() {
        var fresh = world.workspace();
        fresh.install(lab, "events.publish").expect(201);
        execute(fresh, "insert into $p_note (id, text) values (1, 'a'), (2, 'b')");

        var plan = fresh.plan(lab, "UNINSTALL", new JsonObject());

        assertThat(plan.getJsonArray("data"))
                .contains(new JsonObject()
                        .put("table", prefix() + "note")
                        .put("rows", 2)
                        .put("former", 0));
        assertThat(fresh.plan(lab, "DISABLE", new JsonObject()).getJsonArray("data"))
                .isEmpty();
    }

    @Test
    void seesNothingOfTheSameExtensionElsewhere() {
        execute(acme, "insert into $p_note (id, text) values (200, 'of acme')");

        assertThat(query(other, "select * from $p_note where id = 200")).isEmpty();
        assertThat(execute(other, "insert into $p_note (id, text) values (200, 'of other')"))
                .isEqualTo(1);
        assertThat(query(acme, "select text from $p_note where id = 200"))
                .containsExactly(new JsonObject().put("text", "of acme"));
        var acmes = schema(acme) + "." + prefix() + "note";
        for (var sql : List.of(
                "select * from " + acmes,
                "update " + acmes + " set text = 'stolen'",
                "insert into " + acmes + " (id) values (201)",
                "select * from guildhall.installation",
                "select * from guildhall.member",
                "insert into guildhall.event_counter (tenant_id, tenant_kind, last_sequence) values (gen_random_uuid(), 'WORKSPACE', 1)")) {
            assertThatThrownBy(() -> query(other, sql))
                    .as(sql)
                    .isInstanceOfSatisfying(
                            ExtensionFailure.class,
                            failure -> assertThat(failure.getMessage()).contains("permission denied"));
        }
    }

    /** Where the extension keeps what it has in the workspace; the name tells nothing. */
    private static String schema(World.Made workspace) {
        return BENCH.sql("select schema_name from guildhall.extension_names($1, $2)", workspace.id.value(), lab)
                .iterator()
                .next()
                .getString(0);
    }

    @Test
    void theApplicationsOwnSqlDoesNotReachTheTablesOfExtensions() {
        var sql = "select count(*) from " + schema(acme) + "." + prefix() + "note";

        for (var scope : new String[] {"", "platform", acme.id.toString()}) {
            assertThatThrownBy(() -> BENCH.sqlAsApplication(scope, sql))
                    .as("in scope " + scope)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void theTablesOfTheModuleShowTheirWorkspaceOnly() {
        for (var table : List.of("installation", "extension_migration")) {
            var sql = "select distinct workspace_id from guildhall." + table;
            assertThat(BENCH.sqlAsApplication(null, sql))
                    .as(table + " in no scope")
                    .isEmpty();
            assertThat(BENCH.sqlAsApplication(acme.id.toString(), sql))
                    .as(table + " in the scope of a workspace")
                    .singleElement()
                    .satisfies(row -> assertThat(row.getUUID(0)).isEqualTo(acme.id.value()));
            assertThatThrownBy(() -> BENCH.sqlAsApplication(
                            other.id.toString(),
                            "insert into guildhall." + table + " select * from guildhall." + table
                                    + " where false union all select (jsonb_populate_record(null::guildhall." + table
                                    + ", jsonb_build_object('workspace_id', '" + acme.id + "'))).*"))
                    .as(table + " of another workspace")
                    .hasMessageContaining("row-level security");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set role none",
                "reset role",
                "begin",
                "commit",
                "drop table $p_note",
                "create table x (id int)",
                "truncate $p_note",
                "copy $p_note to stdout",
                "do $$ begin end $$",
                "call x()",
                "explain select 1",
                "/* select */ set role none",
                "-- select\nset role none",
                "",
                "   ",
                "(((",
                "listen x",
                "/* /* */ select */ reset role",
                "-- select 1\rreset role",
                "/* unfinished",
                "-- select"
            })
    void sendsNothingButStatementsOnRows(String sql) {
        assertThatThrownBy(() -> query(acme, sql))
                .isInstanceOfSatisfying(
                        ExtensionFailure.class,
                        failure -> assertThat(failure.getMessage()).containsAnyOf("A statement must"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select 2",
                "select 1; set role none",
                "insert into $p_note (id) values (900); commit; set role none"
            })
    void sendsOneStatementAtATime(String sql) {
        assertThatThrownBy(() -> query(acme, sql)).hasMessageContaining("multiple commands");
    }

    @Test
    void takesStatementsHoweverTheyBegin() {
        for (var sql : List.of(
                "SELECT 1 as n",
                "  (select 1 as n)",
                "/* why */ select 1 as n",
                "-- why\nselect 1 as n",
                "with a as (select 1 as n) select n from a",
                "/* /* nested */ */ values (1)",
                "--\rvalues (1)",
                "\u000b(( /**/ (select 1 as n)))")) {
            assertThat(query(acme, sql)).as(sql).hasSize(1);
        }
    }

    @Test
    void translatesValuesBothWays() {
        var row = new JsonObject()
                .put("id", "018f0000-0000-7000-8000-000000000001")
                .put("at", "2026-02-03T04:05:06.123456Z")
                .put("day", "2026-02-03")
                .put("bytes", "AQID")
                .put("big", 9_007_199_254_740_993L)
                .put("amount", 12.50)
                .put("ratio", 0.5)
                .put("flag", true)
                .put("tags", new JsonArray().add("a").add("b"))
                .put("numbers", new JsonArray().add(1).add(2))
                .put(
                        "data",
                        new JsonObject().put("nested", new JsonArray().add(1).addNull()))
                .put("moment", "2026-02-03T04:05:06");

        execute(
                acme,
                """
                insert into $p_kind (id, at, day, bytes, big, amount, ratio, flag, tags, numbers, data, moment)
                values ($1::text::uuid, $2::text::timestamptz, $3::text::date, decode($4, 'base64'), $5, $6, $7, $8,
                        string_to_array($9, ','), array[1, 2], $10, $11::text::timestamp)\
                """,
                row.getString("id"),
                row.getString("at"),
                row.getString("day"),
                row.getString("bytes"),
                row.getLong("big"),
                row.getDouble("amount"),
                row.getDouble("ratio"),
                true,
                "a,b",
                row.getJsonObject("data"),
                row.getString("moment"));
        var read = query(acme, "select * from $p_kind").getJsonObject(0);

        assertThat(read.getValue("parent")).isNull();
        read.remove("parent");
        assertThat(read.encode()).isEqualTo(row.encode());
        execute(acme, "delete from $p_kind");
    }

    @Test
    void saysWhatTheDatabaseHasAgainstAStatement() {
        execute(acme, "insert into $p_note (id, text) values (400, 'first')");

        for (var failing : List.of(
                statement("insert into $p_note (id) values (400)"),
                statement("select nothing from nowhere"),
                statement("select $1::int", "text"),
                statement("select 1 / 0"),
                statement("select 1", 1, 2))) {
            assertThatThrownBy(() -> acme.invoke(lab, lab + ".sql.query", failing))
                    .as(failing.encode())
                    .isInstanceOf(ExtensionFailure.class)
                    .hasMessageContaining("StorageException");
        }
        assertThat(query(acme, "select count(*) as n from $p_note where id = 400"))
                .containsExactly(new JsonObject().put("n", 1));
    }

    @Test
    void keepsOrDropsATransactionWhole() {
        var insert = "insert into " + prefix() + "note (id) values (%d)";
        acme.invoke(
                lab,
                lab + ".sql.transact",
                new JsonObject()
                        .put(
                                "statements",
                                new JsonArray().add(insert.formatted(500)).add(insert.formatted(501)))
                        .put("emit", "lab.noted"));

        assertThat(query(acme, "select id from $p_note where id in (500, 501)")).hasSize(2);
        Await.until(() -> assertThat(acme.events("lab.noted"))
                .singleElement()
                .satisfies(event -> assertThat(event.actor().text()).isEqualTo("extension:" + lab)));

        var failing = new JsonObject()
                .put("statements", new JsonArray().add(insert.formatted(502)))
                .put("emit", "lab.unnoted")
                .put("fail", true);
        assertThatThrownBy(() -> acme.invoke(lab, lab + ".sql.transact", failing))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).endsWith(".LAB.ROLLBACK"));
        assertThatThrownBy(() -> acme.invoke(
                        lab,
                        lab + ".sql.transact",
                        new JsonObject()
                                .put(
                                        "statements",
                                        new JsonArray()
                                                .add(insert.formatted(503))
                                                .add(insert.formatted(503)))
                                .put("emit", "lab.unnoted")))
                .hasMessageContaining("duplicate key");
        assertThat(query(acme, "select id from $p_note where id in (502, 503)")).isEmpty();
        assertThat(acme.events("lab.unnoted")).isEmpty();
    }

    @Test
    void leavesNothingOnTheConnectionForOthers() {
        for (var turn = 0; turn < 40; turn++) {
            query(acme, "select 1");
        }

        for (var turn = 0; turn < 40; turn++) {
            var seen = Await.result(BENCH.database()
                    .inTransaction(
                            Tenant.PLATFORM,
                            tx -> tx.foreign(
                                    "select current_user::text, current_setting('search_path')", Tuple.tuple())));
            assertThat(seen.iterator().next().getString(0)).endsWith("_app");
            assertThat(seen.iterator().next().getString(1)).doesNotContain("ws_");
        }
    }

    @Test
    void twoVersionsOfATableDoNotDisturbEachOther() {
        var key = World.extensionKey();
        var table = InstallationsTest.prefix(key) + "note";
        world.publish(Lab.jar(key).file("migrations/V1__notes.sql", "create table " + table + " (id int)"));
        world.publish(Lab.jar(key, "2.0.0")
                .file("migrations/V1__notes.sql", "create table " + table + " (id int)")
                .file("migrations/V2__more.sql", "alter table " + table + " alter id type text, add more int"));
        var old = world.workspace();
        old.install(InstallationsTest.request(key)
                        .put("version", "1.0.0")
                        .put("grantedPermissions", new JsonArray().add("events.publish")))
                .expect(201);
        var fresh = world.workspace();
        fresh.install(key, "events.publish").expect(201);
        var select = new JsonObject().put("sql", "select * from " + table);

        old.invoke(key, key + ".sql.execute", new JsonObject().put("sql", "insert into " + table + " values (1)"));
        fresh.invoke(
                key, key + ".sql.execute", new JsonObject().put("sql", "insert into " + table + " values ('a', 2)"));

        for (var turn = 0; turn < 20; turn++) {
            assertThat(old.invoke(key, key + ".sql.query", select).getJsonArray("rows"))
                    .containsExactly(new JsonObject().put("id", 1));
            assertThat(fresh.invoke(key, key + ".sql.query", select).getJsonArray("rows"))
                    .containsExactly(new JsonObject().put("id", "a").put("more", 2));
        }
    }
}
