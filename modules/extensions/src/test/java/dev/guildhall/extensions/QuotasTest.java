package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one installation may take of the platform, its fuse, and its sleep. */
class QuotasTest {

    private static final int FEW = 5;

    /** Has a session tell the statistics of its changes at its commit, as it does by itself within ten seconds. */
    private static final String AT_ONCE = "pg_stat_force_next_flush()";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String lab;

    @BeforeAll
    static void begin() {
        world = World.operated(
                BENCH,
                node -> node.with(ExtensionSettings.EVENTS, FEW)
                        .with(ExtensionSettings.OUTBOUND, FEW)
                        .with(ExtensionSettings.ROWS, FEW)
                        .with(ExtensionSettings.IDLE, Duration.ofMillis(500)));
        lab = World.extensionKey();
        world.publish(jar(lab).file("migrations/V1__notes.sql", Lab.NOTES.formatted("")));
    }

    private static ExtensionJar jar(String key) {
        return Lab.jar(key);
    }

    private static World.Made installed() {
        var acme = world.workspace();
        acme.install(InstallationsTest.request(lab)
                        .put("grantedPermissions", new JsonArray().add("events.publish"))
                        .put("config", new JsonObject().put("listens", false)))
                .expect(201);
        return acme;
    }

    private static JsonObject invoke(World.Made workspace, String action, JsonObject input) {
        return workspace.invoke(lab, lab + "." + action, input);
    }

    private static JsonObject execute(World.Made workspace, String sql) {
        return invoke(workspace, "sql.execute", new JsonObject().put("sql", sql));
    }

    private static JsonArray rows(World.Made workspace) {
        return invoke(workspace, "sql.query", new JsonObject().put("sql", "select id from note"))
                .getJsonArray("rows");
    }

    private static JsonObject run(World.Made workspace, String what) {
        return invoke(workspace, "code.run", new JsonObject().put("what", what));
    }

    private static List<String> reasons(World.Made workspace, String type) {
        return workspace.get(lab).expect(200).data().getJsonArray("conditions").stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.getString("type").equals(type))
                .map(condition -> condition.getString("reason"))
                .toList();
    }

    private static void refusesNaming(Runnable call, String limit) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code().code()).endsWith("EXTENSION.QUOTA_EXCEEDED");
            assertThat(problem).hasMessageContaining(limit);
        });
    }

    @Test
    void refusesEventsBeyondThoseOfAMinuteInThisWorkspaceOnly() {
        var acme = installed();
        var other = installed();
        var event = new JsonObject().put("type", "lab.done").put("data", new JsonObject());
        for (var i = 0; i < FEW; i++) {
            invoke(acme, "event.emit", event);
        }

        refusesNaming(() -> invoke(acme, "event.emit", event), FEW + " events a minute");

        assertThat(invoke(other, "event.emit", event).getString("id")).isNotNull();
        assertThat(acme.get(lab).data().getJsonObject("limits"))
                .isEqualTo(new JsonObject()
                        .put("callsInFlight", World.QUICK.places().outstanding())
                        .put("eventsPerMinute", FEW)
                        .put("outboundCallsPerMinute", FEW)
                        .put("storedRows", (long) FEW)
                        .put("storedBytes", 1L << 30));
    }

    @Test
    void refusesOutboundCallsBeyondThoseOfAMinute() {
        var acme = installed();
        var nowhere = new JsonObject().put("url", "http://localhost:1/");
        for (var i = 0; i < FEW; i++) {
            assertThatThrownBy(() -> invoke(acme, "http.get", nowhere)).hasMessageNotContaining("a minute");
        }

        refusesNaming(() -> invoke(acme, "http.get", nowhere), FEW + " outbound calls a minute");
    }

    @Test
    void letsWhatStoresTooMuchReadAndDeleteUntilItIsLess() {
        var acme = installed();
        execute(acme, "insert into note (id) select n from generate_series(1, " + (FEW + 1) + ") n, " + AT_ONCE);

        world.product.doNow("count what extensions keep");
        assertThat(reasons(acme, "WithinQuota")).containsExactly("StorageFull");
        refusesNaming(() -> execute(acme, "insert into note (id) values (100)"), "at most " + FEW + " rows");
        refusesNaming(() -> execute(acme, "update note set text = 'more'"), "at most " + FEW + " rows");
        assertThat(rows(acme)).hasSize(FEW + 1);
        execute(acme, "delete from note using " + AT_ONCE);

        world.product.doNow("count what extensions keep");
        assertThat(reasons(acme, "WithinQuota")).isEmpty();
        assertThat(execute(acme, "insert into note (id) values (100)").getInteger("count"))
                .isEqualTo(1);
    }

    @Test
    void letsWhatTakesTooManyBytesReadAndDeleteOnly() {
        var small = World.operated(BENCH, node -> node.with(ExtensionSettings.MEGABYTES, 1));
        var acme = small.same(installed());
        execute(
                acme,
                "insert into note (id, text) select n, (select string_agg(md5(random()::text || i || n), '')"
                        + " from generate_series(1, 20000) i) from generate_series(1, 4) n, " + AT_ONCE);

        small.product.doNow("count what extensions keep");

        var shown = acme.get(lab).expect(200).data();
        assertThat(shown.getJsonObject("stored").getLong("bytes")).isGreaterThan(1L << 20);
        assertThat(shown.getJsonObject("limits").getLong("storedBytes")).isEqualTo(1L << 20);
        assertThat(reasons(acme, "WithinQuota")).containsExactly("StorageFull");
        refusesNaming(() -> execute(acme, "insert into note (id) values (100)"), (1 << 20) + " bytes");
        assertThat(rows(acme)).hasSize(4);
        assertThat(execute(acme, "delete from note").getInteger("count")).isEqualTo(4);
    }

    @Test
    void tellsAnExtensionWhatItMayTake() {
        var key = World.extensionKey();
        world.publish(
                ExtensionJar.of(key, "1.0.0").provides(key + ".limit.tell").extension("""
                public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                    handlers.capability("%s.limit.tell", call -> {
                        var limits = workspace.limits();
                        return Future.succeededFuture(new JsonObject()
                                .put("inputBytes", limits.inputBytes())
                                .put("resultBytes", limits.resultBytes())
                                .put("eventBytes", limits.eventBytes())
                                .put("responseBytes", limits.responseBytes())
                                .put("stateValueBytes", limits.stateValueBytes())
                                .put("stateEntries", limits.stateEntries())
                                .put("orderedJobs", limits.orderedJobs())
                                .put("start", limits.startTimeout().toMillis())
                                .put("stop", limits.stopTimeout().toMillis())
                                .put("background", limits.backgroundTimeout().toMillis())
                                .put("calls", limits.concurrentCalls())
                                .put("events", limits.eventsPerMinute())
                                .put("outbound", limits.outboundCallsPerMinute())
                                .put("rows", limits.storedRows())
                                .put("bytes", limits.storedBytes()));
                    });
                    return Future.succeededFuture();
                }
                """.formatted(key)));
        var acme = world.workspace();
        acme.install(key).expect(201);

        var times = World.QUICK.times();
        assertThat(acme.invoke(key, key + ".limit.tell", new JsonObject()))
                .isEqualTo(new JsonObject()
                        .put("inputBytes", 1 << 20)
                        .put("resultBytes", 4 << 20)
                        .put("eventBytes", 256 << 10)
                        .put("responseBytes", 8 << 20)
                        .put("stateValueBytes", 64 << 10)
                        .put("stateEntries", 1_000)
                        .put("orderedJobs", 1_000)
                        .put("start", times.start().toMillis())
                        .put("stop", times.stop().toMillis())
                        .put("background", times.background().toMillis())
                        .put("calls", World.QUICK.places().perInstallation())
                        .put("events", FEW)
                        .put("outbound", FEW)
                        .put("rows", FEW)
                        .put("bytes", 1 << 30));
    }

    @Test
    void leavesAloneWhatFailsAgainAndAgainAndTellsOfIt() {
        var acme = installed();
        var other = installed();
        for (var i = 0; i < 50; i++) {
            assertThatThrownBy(() -> run(acme, "throw")).hasMessageContaining("broken");
        }

        assertThatThrownBy(() -> run(acme, "who")).hasMessageContaining("failed again and again");
        assertThat(reasons(acme, "Answering")).containsExactly("Failing");
        assertThat(run(other, "who").getString("version")).isEqualTo("1.0.0");
        Await.until(() -> assertThat(acme.events("extension.tripped"))
                .singleElement()
                .satisfies(event -> assertThat(event.data().getString("reason")).isEqualTo("Failing")));

        Await.until(() -> assertThatCode(() -> run(acme, "who")).doesNotThrowAnyException());
        assertThat(reasons(acme, "Answering")).isEmpty();
        Await.until(() -> assertThat(acme.events("extension.recovered")).hasSize(1));
        assertThat(other.events("extension.tripped")).isEmpty();
    }

    @Test
    void stopsWhatNobodyNeedsAndStartsItAgainForWhoeverDoes() {
        var acme = installed();
        var first = run(acme, "who").getInteger("instance");
        assertThatThrownBy(() -> run(acme, "throw")).hasMessageContaining("broken");

        Await.until(() -> assertThat(acme.get(lab).data().getJsonObject("calls").getJsonObject("failures"))
                .as("what the instance that is stopped has counted")
                .isEmpty());

        assertThat(acme.state(lab)).isEqualTo("ACTIVE");
        assertThat(run(acme, "who").getInteger("instance")).isNotEqualTo(first);
    }
}
