package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.Event;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An installation goes on to another version and back. */
class UpgradesTest {

    private static final String NOTES = "create table note (id int primary key, text text)";
    private static final String STARS = "alter table note add column stars int not null default 5";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    private final String key = World.extensionKey();

    private ExtensionJar first() {
        return Lab.jar(key, "1.0.0").file("migrations/V1__notes.sql", NOTES);
    }

    private ExtensionJar second(String version, String migration) {
        return Lab.jar(key, version)
                .file("migrations/V1__notes.sql", NOTES)
                .file("migrations/V2__stars.sql", migration);
    }

    private World.Made installed() {
        var acme = world.workspace();
        acme.install(key, "events.publish").expect(201);
        execute(acme, "insert into note values (1, 'one'), (2, 'two')");
        return acme;
    }

    private Response upgrade(World.Made where, JsonObject body, String query) {
        return where.asOwner().post(where.extensions() + "/" + key + "/upgrade" + query, body);
    }

    private Response upgrade(World.Made where, String version) {
        return upgrade(where, new JsonObject().put("version", version), "");
    }

    private Response rollback(World.Made where, JsonObject body, String query) {
        return where.asOwner().post(where.extensions() + "/" + key + "/rollback" + query, body);
    }

    private int execute(World.Made where, String sql) {
        return where.invoke(key, key + ".sql.execute", new JsonObject().put("sql", sql))
                .getInteger("count");
    }

    private JsonArray query(World.Made where, String sql) {
        return where.invoke(key, key + ".sql.query", new JsonObject().put("sql", sql))
                .getJsonArray("rows");
    }

    private String serving(World.Made where) {
        return where.invoke(key, key + ".code.run", new JsonObject().put("what", "who"))
                .getString("version");
    }

    @Test
    void bringsCodeAndDataOfOneWorkspaceToTheNewVersion() {
        world.publish(first());
        world.publish(second("1.1.0", STARS));
        var acme = world.workspace();
        acme.install(new JsonObject()
                        .put("extensionKey", key)
                        .put("version", "1.0.0")
                        .put("grantedPermissions", new JsonArray().add("events.publish")))
                .expect(201);
        execute(acme, "insert into note values (1, 'one'), (2, 'two')");
        var other = world.workspace();
        other.install(new JsonObject()
                        .put("extensionKey", key)
                        .put("version", "1.0.0")
                        .put("grantedPermissions", new JsonArray().add("events.publish")))
                .expect(201);

        var upgraded = upgrade(acme, "1.1.0").expect(200).data();

        assertThat(upgraded.getString("version")).isEqualTo("1.1.0");
        assertThat(upgraded.getString("state")).isEqualTo("ACTIVE");
        assertThat(upgraded.getJsonArray("conditions").getJsonObject(0).getString("reason"))
                .isEqualTo("Started");
        assertThat(serving(acme)).isEqualTo("1.1.0");
        assertThat(query(acme, "select id, stars from note order by id").encode())
                .isEqualTo("[{\"id\":1,\"stars\":5},{\"id\":2,\"stars\":5}]");
        assertThat(serving(other)).isEqualTo("1.0.0");
        Await.until(() -> assertThat(acme.events("extension.upgraded")).hasSize(1));
        var told = (JsonObject) acme.events("extension.upgraded").get(0).content();
        assertThat(told.getString("version")).isEqualTo("1.1.0");
        assertThat(told.getString("from")).isEqualTo("1.0.0");
        assertThat(told.getBoolean("rollback")).isFalse();
    }

    @Test
    void goesBackToCodeConfigurationAndDataOfBefore() {
        world.publish(first());
        var acme = installed();
        acme.patch(key, new JsonObject().put("config", new JsonObject().put("token", "before")))
                .expect(200);
        world.publish(second("1.1.0", STARS));
        upgrade(acme, new JsonObject().put("config", new JsonObject().put("token", "after")), "")
                .expect(200);
        execute(acme, "insert into note (id, text) values (3, 'three')");
        execute(acme, "delete from note where id = 1");

        var plan = rollback(acme, null, "?dryRun=true").expect(200).data();
        var back = rollback(acme, new JsonObject().put("planHash", plan.getString("planHash")), "")
                .expect(200)
                .data();

        assertThat(plan.getString("action")).isEqualTo("ROLLBACK");
        assertThat(plan.getString("from")).isEqualTo("1.1.0");
        assertThat(plan.getString("version")).isEqualTo("1.0.0");
        assertThat(plan.getJsonArray("data").encode()).isEqualTo("[{\"table\":\"note\",\"rows\":2,\"former\":2}]");
        assertThat(back.getString("version")).isEqualTo("1.0.0");
        assertThat(serving(acme)).isEqualTo("1.0.0");
        assertThat(query(acme, "select * from note order by id").encode())
                .isEqualTo("[{\"id\":1,\"text\":\"one\"},{\"id\":2,\"text\":\"two\"}]");
        assertThat(acme.invoke(key, key + ".config.get", new JsonObject()).getString("token"))
                .isEqualTo("before");
        rollback(acme, null, "").expect(409, "EXTENSION.NOTHING_KEPT");
        upgrade(acme, "1.1.0").expect(200);
        assertThat(query(acme, "select sum(stars) as stars from note")
                        .getJsonObject(0)
                        .getInteger("stars"))
                .isEqualTo(10);
    }

    @Test
    void goesBackInOneWorkspaceAndLeavesTheOtherOnesThatWereUpgraded() {
        world.publish(first());
        var acme = installed();
        var other = installed();
        world.publish(second("1.1.0", STARS));
        upgrade(acme, "1.1.0").expect(200);
        upgrade(other, "1.1.0").expect(200);
        execute(other, "delete from note where id = 1");

        rollback(acme, null, "").expect(200);

        assertThat(serving(acme)).isEqualTo("1.0.0");
        assertThat(serving(other)).isEqualTo("1.1.0");
        assertThat(other.get(key).expect(200).data().getString("version")).isEqualTo("1.1.0");
        assertThat(query(other, "select id, stars from note").encode()).isEqualTo("[{\"id\":2,\"stars\":5}]");
        Await.until(() -> assertThat(other.events("extension.upgraded")).hasSize(1));
        rollback(other, null, "").expect(200);
        assertThat(query(other, "select * from note order by id").encode())
                .isEqualTo("[{\"id\":1,\"text\":\"one\"},{\"id\":2,\"text\":\"two\"}]");
    }

    @Test
    void goesBackNoMoreWhenTheTimeForWhichTheFormerVersionIsKeptIsOver() {
        world.publish(first());
        var acme = installed();
        var other = installed();
        world.publish(second("1.1.0", STARS));
        upgrade(acme, "1.1.0").expect(200);
        upgrade(other, "1.1.0").expect(200);
        BENCH.sql(
                "update guildhall.installation_backup set kept_until = now() - interval '1 second'"
                        + " where workspace_id = $1 and extension_key = $2",
                acme.id.value(),
                key);

        rollback(acme, null, "?dryRun=true").expect(409, "EXTENSION.NOTHING_KEPT");
        rollback(acme, null, "").expect(409, "EXTENSION.NOTHING_KEPT");
        var before = schemas();
        world.product.doNow("drop what rollbacks need no more");

        assertThat(schemas()).isEqualTo(before - 1);
        assertThat(BENCH.sql("select workspace_id from guildhall.installation_backup where extension_key = $1", key))
                .extracting(row -> row.getUUID(0))
                .as("what may still be wanted is kept")
                .containsExactly(other.id.value());
        assertThat(query(acme, "select stars from note")).hasSize(2);
        rollback(acme, null, "").expect(409, "EXTENSION.NOTHING_KEPT");
        rollback(other, null, "").expect(200);
    }

    @Test
    void anUpgradeWhoseMigrationFailsLeavesTheFormerVersionServing() {
        world.publish(first());
        var acme = installed();
        world.publish(second("1.1.0", "delete from note where id = 1; alter table note add check (id < 1)"));

        upgrade(acme, "1.1.0").expect(409, "EXTENSION.MIGRATION_FAILED");

        assertServesAsBefore(acme, "MigrationFailed");
        world.publish(second("1.1.1", STARS));
        var after = upgrade(acme, "1.1.1").expect(200).data();
        assertThat(after.getJsonArray("conditions")).hasSize(1);
    }

    @Test
    void anUpgradeThatDoesNotStartLeavesTheFormerVersionServing() {
        world.publish(first());
        var acme = installed();
        world.publish(ExtensionJar.of(key, "1.1.0")
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest(
                        "configSchema",
                        new JsonObject("{'type':'object','properties':{'token':{'type':'string','writeOnly':true}}}"
                                .replace('\'', '"')))
                .file("migrations/V1__notes.sql", NOTES)
                .file("migrations/V2__gone.sql", "drop table note")
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            return Future.failedFuture("no " + workspace.config().getString("token"));
                        }
                        """));

        var refused = upgrade(acme, new JsonObject().put("config", new JsonObject().put("token", "s3cret")), "")
                .expect(409, "EXTENSION.START_FAILED");

        assertThat(refused.json().getString("message")).doesNotContain("s3cret");
        assertServesAsBefore(acme, "StartFailed");
    }

    @Test
    void anUpgradeThatIsNotWellLeavesTheFormerVersionServing() {
        world.publish(first());
        var acme = installed();
        world.publish(ExtensionJar.of(key, "1.1.0")
                .manifest("permissions", new JsonArray().add("events.publish"))
                .file("migrations/V1__notes.sql", NOTES)
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            return workspace.storage().execute("delete from note").mapEmpty();
                        }

                        public Future<Void> upgraded(WorkspaceContext workspace, Upgrade upgrade) {
                            return workspace.storage()
                                    .execute("insert into note values (9, $1)", upgrade.fromVersion()).mapEmpty();
                        }

                        public Future<Health> health() {
                            return Future.succeededFuture(Health.down("no disk"));
                        }
                        """));

        upgrade(acme, "1.1.0").expect(409, "EXTENSION.UNHEALTHY");

        assertServesAsBefore(acme, "Unhealthy");
    }

    @Test
    void whatAVersionRemembersAndTellsWhileItIsTriedComesToNothingIfItIsNotInstalled() {
        world.publish(first());
        var acme = installed();
        world.publish(remembering("1.1.0", "Health.down(\"no disk\")"));
        world.publish(remembering("1.1.1", "Health.up()"));

        upgrade(acme, "1.1.0").expect(409, "EXTENSION.UNHEALTHY");

        assertThat(remembered()).isEmpty();
        assertServesAsBefore(acme, "Unhealthy");
        assertThat(acme.events(key + ".tried")).isEmpty();
        upgrade(acme, "1.1.1").expect(200);
        assertThat(remembered()).containsExactly("{\"read\":1}");
        Await.until(() -> assertThat(acme.events(key + ".tried"))
                .extracting(Event::subject)
                .containsExactly("1.1.1", "in 1.1.1"));
    }

    @Test
    void aVersionThatRemembersMoreThanItMayIsNotInstalled() {
        world.publish(first());
        var acme = installed();
        world.publish(ExtensionJar.of(key, "1.1.0")
                .manifest("permissions", new JsonArray().add("events.publish"))
                .file("migrations/V1__notes.sql", NOTES)
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            var done = Future.<Void>succeededFuture();
                            for (int each = 0; each < 1001; each += 20) {
                                int first = each;
                                done = done.compose(before -> Future.all(java.util.stream.IntStream.range(first, first + 20)
                                                .mapToObj(k -> workspace.state().put("k" + k, new JsonObject()))
                                                .toList())
                                        .mapEmpty());
                            }
                            return done.otherwiseEmpty();
                        }
                        """));

        upgrade(acme, "1.1.0").expect(409, "STATE.FULL");

        assertThat(remembered()).isEmpty();
        assertThat(serving(acme)).isEqualTo("1.0.0");
    }

    private ExtensionJar remembering(String version, String health) {
        return ExtensionJar.of(key, version)
                .manifest("permissions", new JsonArray().add("events.publish"))
                .manifest("publishesEvents", new JsonArray().add(key + ".tried"))
                .file("migrations/V1__notes.sql", NOTES)
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            return Future.succeededFuture();
                        }

                        public Future<Void> upgraded(WorkspaceContext workspace, Upgrade upgrade) {
                            return workspace.state().put("tried", new JsonObject())
                                    .compose(version -> workspace.state().get("tried"))
                                    .compose(found -> workspace.state().compareAndSet(
                                            "tried", found.orElseThrow().version(), new JsonObject().put("read", 1)))
                                    .compose(set -> workspace.emit("$key.tried", workspace.extensionVersion(), null))
                                    .compose(told -> workspace.storage().inTransaction(
                                            tx -> tx.emit("$key.tried", "in " + workspace.extensionVersion(), null)))
                                    .mapEmpty();
                        }

                        public Future<Health> health() {
                            return Future.succeededFuture($health);
                        }
                        """.replace("$key", key).replace("$health", health));
    }

    private List<String> remembered() {
        var values = new ArrayList<String>();
        BENCH.sql("select value from guildhall.extension_state where extension_key = $1", key)
                .forEach(row -> values.add(row.getString("value")));
        return values;
    }

    private void assertServesAsBefore(World.Made acme, String reason) {
        var seen = acme.get(key).expect(200).data();
        assertThat(seen.getString("version")).isEqualTo("1.0.0");
        assertThat(seen.getString("state")).isEqualTo("ACTIVE");
        assertThat(seen.getJsonArray("conditions").stream()
                        .map(JsonObject.class::cast)
                        .filter(condition -> condition.getString("type").equals("Upgraded"))
                        .map(condition -> condition.getString("reason")))
                .containsExactly(reason);
        assertThat(serving(acme)).isEqualTo("1.0.0");
        assertThat(query(acme, "select * from note order by id").encode())
                .isEqualTo("[{\"id\":1,\"text\":\"one\"},{\"id\":2,\"text\":\"two\"}]");
        assertThat(BENCH.sql("select from guildhall.extension_staging where extension_key = $1", key)
                        .size())
                .isZero();
        execute(acme, "insert into note values (4, 'four')");
        rollback(acme, null, "").expect(409, "EXTENSION.NOTHING_KEPT");
    }

    @Test
    void callsInFlightEndWithTheVersionTheyBeganWith() {
        world.publish(first());
        var acme = installed();
        world.publish(second("1.1.0", STARS));
        var slow = acme.invoking(
                key,
                key + ".sql.query",
                new JsonObject().put("sql", "select pg_sleep(1)::text, count(*)::int as notes from note"));

        var upgrading = acme.asOwner()
                .sendAsync(
                        "POST", acme.extensions() + "/" + key + "/upgrade", new JsonObject().put("version", "1.1.0"));
        Await.until(() -> assertThat(acme.state(key)).isEqualTo("UPGRADING"));
        var later = acme.invoking(key, key + ".code.run", new JsonObject().put("what", "who"));

        assertThat(Await.result(slow).getJsonArray("rows").getJsonObject(0).getInteger("notes"))
                .isEqualTo(2);
        upgrading.join().expect(200);
        assertThat(Await.result(later).getString("version")).isEqualTo("1.1.0");
    }

    @Test
    void aVersionThatAsksForMoreWaitsForConsent() {
        world.publish(first());
        var acme = installed();
        world.publish(second("1.1.0", STARS)
                .manifest("permissions", new JsonArray().add("events.publish").add("members.read"))
                .manifest("egress", new JsonArray().add("localhost").add("api.example.org")));

        var plan = upgrade(acme, new JsonObject(), "?dryRun=true").expect(200).data();
        var first = upgrade(acme, "1.1.0").expect(409, "EXTENSION.CONSENT_REQUIRED");
        var second = upgrade(acme, new JsonObject().put("grantedPermissions", new JsonArray().add("members.read")), "")
                .expect(409, "EXTENSION.CONSENT_REQUIRED");
        var upgraded = upgrade(
                        acme,
                        new JsonObject()
                                .put("planHash", plan.getString("planHash"))
                                .put("grantedPermissions", new JsonArray().add("members.read"))
                                .put("grantedEgress", new JsonArray().add("api.example.org")),
                        "")
                .expect(200)
                .data();

        assertThat(plan.getString("action")).isEqualTo("UPGRADE");
        assertThat(plan.getJsonArray("migrations")).hasSize(1);
        assertThat(details(first)).containsExactly("members.read is not granted");
        assertThat(details(second)).containsExactly("api.example.org is not granted");
        assertThat(upgraded.getJsonArray("grantedPermissions")).containsExactly("events.publish", "members.read");
        assertThat(upgraded.getJsonArray("grantedEgress")).contains("api.example.org");
    }

    private static List<String> details(Response refused) {
        return refused.json().getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("message"))
                .toList();
    }

    @Test
    void aStalePlanIsRefused() {
        world.publish(first());
        var acme = installed();
        world.publish(second("1.1.0", STARS));
        var plan = upgrade(acme, new JsonObject(), "?dryRun=true").expect(200).data();
        world.publish(second("1.2.0", STARS));

        upgrade(acme, new JsonObject().put("planHash", plan.getString("planHash")), "")
                .expect(409, "EXTENSION.PLAN_CHANGED");
        upgrade(acme, new JsonObject().put("version", "1.1.0").put("planHash", plan.getString("planHash")), "")
                .expect(200);
        upgrade(acme, "1.1.0").expect(409, "EXTENSION.VERSION_NOT_NEWER");
        upgrade(acme, "9.9.9").expect(404, "EXTENSION.VERSION_NOT_FOUND");
    }

    @Test
    void aStalePlanOfARollbackIsRefused() {
        world.publish(first());
        var acme = installed();
        world.publish(second("1.1.0", STARS));
        upgrade(acme, "1.1.0").expect(200);
        var seen = rollback(acme, null, "?dryRun=true").expect(200).data();
        rollback(acme, null, "").expect(200);
        world.publish(second("1.2.0", STARS));
        upgrade(acme, "1.2.0").expect(200);

        rollback(acme, new JsonObject().put("planHash", seen.getString("planHash")), "")
                .expect(409, "EXTENSION.PLAN_CHANGED");

        assertThat(serving(acme)).isEqualTo("1.2.0");
        var now = rollback(acme, null, "?dryRun=true").expect(200).data();
        rollback(acme, new JsonObject().put("planHash", now.getString("planHash")), "")
                .expect(200);
    }

    @Test
    void aVersionThatFirstConsumesEventsSubscribes() {
        world.publish(first().manifest("consumesEvents", new JsonArray()).manifest("configSchema", silent()));
        var acme = installed();
        world.publish(second("1.1.0", STARS));

        upgrade(acme, new JsonObject().put("config", new JsonObject().put("listens", true)), "")
                .expect(200);
        acme.member("VIEWER");

        Await.until(() -> assertThat(acme.invoke(key, key + ".code.run", new JsonObject().put("what", "seen"))
                        .getJsonArray("types"))
                .contains("member.added"));
        rollback(acme, null, "").expect(200);
        assertThat(acme.get(key).expect(200).data().getValue("handlers")).isNull();
    }

    private static JsonObject silent() {
        return new JsonObject(
                "{'type':'object','properties':{'listens':{'type':'boolean','default':false}}}".replace('\'', '"'));
    }

    @Test
    void whatWasKeptGoesWithTheInstallation() {
        world.publish(first());
        var acme = installed();
        world.publish(second("1.1.0", STARS));
        upgrade(acme, "1.1.0").expect(200);
        var before = schemas();

        acme.uninstall(key, "").expect(204);

        assertThat(schemas()).isEqualTo(before - 1);
        acme.install(key, "events.publish").expect(201);
        rollback(acme, null, "").expect(409, "EXTENSION.NOTHING_KEPT");
        assertThat(query(acme, "select id from note")).hasSize(2);
    }

    @Test
    void doesNotBreakWhatOthersSendAndExpect() {
        world.publish(indexing("1.0.0", new JsonObject()));
        var dependent = World.extensionKey();
        world.publish(World.quiet(dependent, "1.0.0")
                .manifest("requires", InstallationsTest.requires(key + ".index.put", "^1.0", false)));
        var acme = world.workspace();
        acme.install(key).expect(201);
        acme.install(dependent).expect(201);
        world.publish(indexing("1.1.0", new JsonObject().put("description", "More can be found now")));
        upgrade(acme, "1.1.0").expect(200);

        world.publish(indexing("1.2.0", new JsonObject().put("required", JsonArray.of("title"))));
        var plan = upgrade(acme, new JsonObject().put("version", "1.2.0"), "?dryRun=true")
                .expect(200)
                .data();
        var refused = upgrade(acme, "1.2.0").expect(409, "EXTENSION.REQUIRED_BY");

        var broken = plan.getJsonArray("breaks").getJsonObject(0);
        assertThat(broken.getString("extensionKey")).isEqualTo(dependent);
        assertThat(broken.getJsonArray("differences").encode()).contains("title");
        assertThat(refused.json().getJsonArray("details").getJsonObject(0))
                .isEqualTo(new JsonObject().put("field", "requiredBy").put("message", dependent));
        assertThat(refused.json().getJsonArray("details").getJsonObject(1))
                .isEqualTo(new JsonObject()
                        .put("field", "provides." + key + ".index.put")
                        .put("message", broken.getJsonArray("differences").getString(0)));
        assertThat(acme.get(key).data().getString("version")).isEqualTo("1.1.0");
        upgrade(acme, new JsonObject().put("version", "1.2.0"), "?force=true").expect(200);
    }

    /** A version of an extension that answers one capability, with an input by this schema and more. */
    private ExtensionJar indexing(String version, JsonObject more) {
        var input = new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put("title", new JsonObject().put("type", "string")))
                .mergeIn(more);
        var capability = new JsonObject()
                .put("key", key + ".index.put")
                .put("version", version)
                .put("input", input)
                .put("output", new JsonObject().put("type", "object"));
        return ExtensionJar.of(key, version)
                .manifest("provides", JsonArray.of(capability))
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            handlers.capability("%s", invocation -> Future.succeededFuture(invocation.input()));
                            return Future.succeededFuture();
                        }
                        """.formatted(key + ".index.put"));
    }

    private static long schemas() {
        return BENCH.sql("select count(*) as n from pg_namespace where nspname ~ '^[xyz]_[0-9a-f]{32}$'")
                .iterator()
                .next()
                .getLong("n");
    }
}
