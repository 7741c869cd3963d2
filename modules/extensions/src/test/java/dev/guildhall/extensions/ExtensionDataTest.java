package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the data of extensions comes, stays and goes. */
class ExtensionDataTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    private static ExtensionJar withTable(String key, String version) {
        return Lab.jar(key, version)
                .file("migrations/V1__notes.sql", Lab.NOTES.formatted(InstallationsTest.prefix(key)));
    }

    private static void note(World.Made workspace, String key, int id) {
        var sql = "insert into " + InstallationsTest.prefix(key) + "note (id) values (" + id + ")";
        workspace.invoke(key, key + ".sql.execute", new JsonObject().put("sql", sql));
    }

    private static JsonArray notes(World.Made workspace, String key) {
        var sql = "select * from " + InstallationsTest.prefix(key) + "note order by id";
        return workspace
                .invoke(key, key + ".sql.query", new JsonObject().put("sql", sql))
                .getJsonArray("rows");
    }

    private static final String SCHEMAS = "select (guildhall.extension_names(workspace_id, extension_key)).schema_name"
            + " from guildhall.extension_storage where workspace_id = $1";

    private static List<String> tables(World.Made workspace) {
        var names = new ArrayList<String>();
        for (Row row : BENCH.sql(
                "select table_name from information_schema.tables where table_schema in (" + SCHEMAS + ") order by 1",
                workspace.id.value())) {
            names.add(row.getString(0));
        }
        return names;
    }

    private static boolean hasSchema(World.Made workspace) {
        return BENCH.sql(SCHEMAS, workspace.id.value()).size() > 0;
    }

    /** Schemas and roles of which nothing says any more whose they are. */
    private static List<String> orphans() {
        var names = new ArrayList<String>();
        BENCH.sql("""
                        select nspname::text from pg_namespace
                         where nspname ~ '^x_[0-9a-f]{32}$' and nspname not in (
                           select (guildhall.extension_names(workspace_id, extension_key)).schema_name
                             from guildhall.extension_storage)""").forEach(row -> names.add(row.getString(0)));
        return names;
    }

    private static int appliedSteps(World.Made workspace) {
        return BENCH.sql("select from guildhall.extension_migration where workspace_id = $1", workspace.id.value())
                .size();
    }

    @Test
    void aWorkspaceHasASchemaOnceAnExtensionNeedsOne() {
        var quiet = World.extensionKey();
        world.publish(World.quiet(quiet, "1.0.0"));
        var key = World.extensionKey();
        world.publish(withTable(key, "1.0.0"));
        var acme = world.workspace();

        acme.install(quiet).expect(201);
        assertThat(hasSchema(acme)).isFalse();
        acme.install(key, "events.publish").expect(201);
        assertThat(tables(acme)).containsExactly(InstallationsTest.prefix(key) + "note");
        assertThat(appliedSteps(acme)).isEqualTo(1);
    }

    @Test
    void aMigrationThatFailsLeavesNothing() {
        var key = World.extensionKey();
        var prefix = InstallationsTest.prefix(key);
        world.publish(withTable(key, "1.0.0")
                .file(
                        "migrations/V2__broken.sql",
                        onlyInAWorkspace("execute 'create table " + prefix + "x (id nosuchtype)'")));
        var acme = world.workspace();

        var refused = acme.install(key, "events.publish").expect(409, "EXTENSION.MIGRATION_FAILED");

        assertThat(refused.json().getString("message")).contains("Migration 2", "broken", "nosuchtype", "42704");
        acme.get(key).expect(404, "EXTENSION.NOT_INSTALLED");
        assertThat(hasSchema(acme)).isFalse();
        assertThat(appliedSteps(acme)).isZero();
        assertThat(BENCH.sql("select from guildhall.event_cursor where tenant_id = $1", acme.id.value()))
                .isEmpty();
        assertThat(acme.events("extension.installed")).isEmpty();
    }

    @Test
    void aMigrationMayTakeItsTime() {
        var key = World.extensionKey();
        world.publish(
                withTable(key, "1.0.0").file("migrations/V2__slow.sql", onlyInAWorkspace("perform pg_sleep(11)")));
        var acme = world.workspace();

        acme.install(key, "events.publish").expect(201);

        assertThat(appliedSteps(acme)).isEqualTo(2);
    }

    @Test
    void refusesAtUploadWhatPostgresHasAgainstAMigrationWhateverItIs() {
        for (var script : List.of(
                "this is not SQL",
                "create table $p_a (id int primary key); insert into $p_a values (1), (1)",
                "select 1 / 0",
                "select 'x'::int",
                "commit",
                "create table guildhall.$p_x (id int)",
                "create table public.$p_x (id int)",
                "create schema $p_x",
                "create table $p_d (id int primary key); insert into $p_d values (1);"
                        + "alter table $p_d add constraint $p_late unique (id) deferrable initially deferred;"
                        + "alter table $p_d drop constraint $p_d_pkey; insert into $p_d values (1)",
                "do $$ begin raise exception 'my own words'; end $$",
                "do $$ begin raise exception 'unlucky' using errcode = 'P0001'; end $$",
                "select set_config('role', 'postgres', true)",
                "drop schema guildhall cascade")) {
            var key = World.extensionKey();
            var refused = world.upload(World.quiet(key, "1.0.0")
                            .file("migrations/V1__bad.sql", script.replace("$p_", InstallationsTest.prefix(key)))
                            .bytes())
                    .expect(400, "EXTENSION.MIGRATION_INVALID");

            assertThat(refused.json().getString("message")).as(script).contains(" of " + key + "@1.0.0 failed: ");
        }
        assertThat(BENCH.sql("select from guildhall.extension_trial")).isEmpty();
        assertThat(BENCH.sql("""
                        select from pg_namespace n
                         where n.nspname like 'x\\_%' and n.nspname not in (
                           select (guildhall.extension_names(s.workspace_id, s.extension_key)).schema_name
                             from guildhall.extension_storage s)""")).isEmpty();
    }

    @Test
    void dropsWhatATrialLeftThatCameToNoEnd() {
        var trial = UUID.randomUUID();
        BENCH.sqlAsApplication(
                "platform",
                "select guildhall.open_extension_trial($1, $2)",
                trial,
                BENCH.foreignSessions().scramSecret("any"));
        BENCH.sql(
                "update guildhall.extension_trial set created_at = now() - interval '11 minutes' where id = $1", trial);
        var schema = "select from pg_namespace where nspname = (guildhall.extension_names($1, 'trial')).schema_name";
        assertThat(BENCH.sql(schema, trial)).hasSize(1);

        BENCH.sqlAsApplication("platform", "select guildhall.drop_abandoned_extension_trials()");

        assertThat(BENCH.sql(schema, trial)).isEmpty();
        assertThat(BENCH.sql(
                        "select from pg_roles where rolname = (guildhall.extension_names($1, 'trial')).owner_role",
                        trial))
                .isEmpty();
    }

    /** A statement that a trial of the migration does not come to, for there is no user of its tables. */
    private static String onlyInAWorkspace(String statement) {
        return "do $do$ begin if exists (select from pg_roles where rolname = replace(session_user, 'xo_', 'xu_')) then "
                + statement + "; end if; end $do$";
    }

    @Test
    void keepsTheDataAndGoesOnWithIt() {
        var key = World.extensionKey();
        world.publish(withTable(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key, "events.publish").expect(201);
        note(acme, key, 1);

        acme.uninstall(key, "?data=keep").expect(204);
        assertThat(tables(acme)).hasSize(1);
        world.publish(withTable(key, "1.1.0")
                .file(
                        "migrations/V2__more.sql",
                        "alter table " + InstallationsTest.prefix(key) + "note add more text default 'm'"));
        var plan = acme.asOwner()
                .post(acme.extensions() + "?dryRun=true", InstallationsTest.request(key))
                .expect(200)
                .data();
        assertThat(plan.getJsonArray("migrations").stream().map(step -> ((JsonObject) step).getInteger("step")))
                .containsExactly(2);
        acme.install(key, "events.publish").expect(201);

        assertThat(notes(acme, key))
                .containsExactly(new JsonObject()
                        .put("id", 1)
                        .putNull("text")
                        .putNull("data")
                        .put("more", "m"));
        assertThat(appliedSteps(acme)).isEqualTo(2);
    }

    @Test
    void removesTheDataWhenAsked() {
        var key = World.extensionKey();
        var neighbour = World.extensionKey();
        world.publish(withTable(key, "1.0.0"));
        world.publish(withTable(neighbour, "1.0.0"));
        var acme = world.workspace();
        acme.install(key, "events.publish").expect(201);
        acme.install(neighbour, "events.publish").expect(201);
        note(acme, key, 1);

        acme.uninstall(key, "?data=purge").expect(204);

        assertThat(tables(acme)).containsExactly(InstallationsTest.prefix(neighbour) + "note");
        acme.install(key, "events.publish").expect(201);
        assertThat(notes(acme, key)).isEmpty();
        Await.until(() -> assertThat(acme.events("extension.uninstalled"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.data().getBoolean("dataPurged")).isTrue()));
    }

    @Test
    void removesLaterWhatWasKept() {
        var key = World.extensionKey();
        world.publish(withTable(key, "1.0.0"));
        var acme = world.workspace();
        acme.install(key, "events.publish").expect(201);
        acme.uninstall(key, "").expect(204);
        assertThat(tables(acme)).hasSize(1);

        acme.uninstall(key, "?data=purge").expect(204);

        assertThat(tables(acme)).isEmpty();
        acme.uninstall(key, "?data=purge").expect(404, "EXTENSION.NOT_INSTALLED");
    }

    @Test
    void doesNotPutAVersionOnDataThatItDoesNotFit() {
        var key = World.extensionKey();
        world.publish(withTable(key, "1.0.0"));
        world.publish(withTable(key, "2.0.0")
                .file(
                        "migrations/V2__more.sql",
                        "alter table " + InstallationsTest.prefix(key) + "note add more text"));
        world.publish(Lab.jar(key, "3.0.0")
                .file("migrations/V1__notes.sql", "create table " + InstallationsTest.prefix(key) + "note (id text)"));
        var acme = world.workspace();
        acme.install(key(key, "2.0.0")).expect(201);
        acme.uninstall(key, "?data=keep").expect(204);

        acme.install(key(key, "1.0.0")).expect(409, "EXTENSION.DATA_INCOMPATIBLE");
        acme.install(key(key, "3.0.0")).expect(409, "EXTENSION.DATA_INCOMPATIBLE");

        acme.uninstall(key, "?data=purge").expect(204);
        acme.install(key(key, "1.0.0")).expect(201);
    }

    private static JsonObject key(String key, String version) {
        return InstallationsTest.request(key)
                .put("version", version)
                .put("grantedPermissions", new JsonArray().add("events.publish"));
    }

    @Test
    void goesWithItsWorkspace() {
        var key = World.extensionKey();
        world.publish(withTable(key, "1.0.0"));
        var acme = world.workspace();
        var other = world.workspace();
        acme.install(key, "events.publish").expect(201);
        other.install(key, "events.publish").expect(201);
        note(acme, key, 1);
        note(other, key, 2);

        acme.asOwner().delete(acme.path()).expect(204);

        assertThat(hasSchema(acme)).isFalse();
        assertThat(orphans()).isEmpty();
        assertThat(appliedSteps(acme)).isZero();
        assertThat(BENCH.sql("select from guildhall.installation where workspace_id = $1", acme.id.value()))
                .isEmpty();
        assertThat(notes(other, key)).hasSize(1);
        assertThatThrownBy(() -> acme.invoke(key, key + ".config.get", new JsonObject()))
                .hasMessageContaining("not installed");
    }

    @Test
    void aWorkspaceWithoutExtensionsGoesAsWell() {
        var acme = world.workspace();

        acme.asOwner().delete(acme.path()).expect(204);
        assertThat(hasSchema(acme)).isFalse();
    }
}
