package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Events on their way to the handlers of extensions. */
class EventDeliveryTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String lab;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
        lab = World.extensionKey();
        world.publish(Lab.jar(lab));
    }

    private static World.Made installed() {
        var workspace = world.workspace();
        workspace.install(lab, "events.publish").expect(201);
        return workspace;
    }

    private static void publish(World.Made workspace, String... types) {
        for (var type : types) {
            workspace
                    .asOwner()
                    .post(
                            workspace.path() + "/events",
                            new JsonObject().put("type", type).put("data", new JsonObject()))
                    .expect(202);
        }
    }

    private static List<String> seen(World.Made workspace) {
        return workspace
                .invoke(lab, lab + ".code.run", new JsonObject().put("what", "seen"))
                .getJsonArray("types")
                .stream()
                .map(String.class::cast)
                .filter(type -> type.startsWith("test."))
                .toList();
    }

    @Test
    void comeInTheirOrderAndToTheirWorkspaceOnly() {
        var acme = installed();
        var other = installed();

        publish(acme, "test.a", "test.b", "test.c");
        publish(other, "test.x");

        Await.until(() -> {
            assertThat(seen(acme)).containsExactly("test.a", "test.b", "test.c");
            assertThat(seen(other)).containsExactly("test.x");
        });
    }

    @Test
    void waitWhileTheExtensionIsDisabled() {
        var acme = installed();
        publish(acme, "test.before");
        Await.until(() -> assertThat(seen(acme)).containsExactly("test.before"));

        acme.patch(lab, new JsonObject().put("enabled", false)).expect(200);
        publish(acme, "test.meanwhile");
        acme.patch(lab, new JsonObject().put("enabled", true)).expect(200);
        publish(acme, "test.after");

        Await.until(() -> assertThat(seen(acme)).containsExactly("test.meanwhile", "test.after"));
    }

    @Test
    void thatCannotBeStoodArePutAside() {
        var acme = installed();
        var logs = new ListAppender<ILoggingEvent>();
        logs.start();
        var events = (Logger) LoggerFactory.getLogger("dev.guildhall.events");
        events.setLevel(Level.INFO);
        events.addAppender(logs);

        publish(acme, "test.before", "lab.poison", "test.after");

        Await.until(() -> assertThat(seen(acme)).containsExactly("test.before", "test.after"));
        assertThat(BENCH.sql("select from guildhall.event_dead_letter where tenant_id = $1", acme.id.value()))
                .hasSize(1);
        events.detachAppender(logs);
        assertThat(logs.list)
                .filteredOn(line -> line.getFormattedMessage().startsWith("Attempt ")
                        && line.getFormattedMessage().contains(acme.id.toString()))
                .hasSize(3)
                .allSatisfy(line -> {
                    assertThat(line.getFormattedMessage())
                            .contains("cannot stand it")
                            .doesNotContain("{}");
                    assertThat(line.getThrowableProxy())
                            .as("that is in the extension's own line")
                            .isNull();
                });
    }

    @Test
    void thatWerePutAsideAreShownTriedAgainAndSkipped() {
        var acme = installed();
        publish(acme, "lab.poison", "test.after");
        Await.until(() -> assertThat(seen(acme)).containsExactly("test.after"));
        Await.until(
                () -> assertThat(acme.get(lab).data().getJsonObject("handlers").getInteger("deadLetters"))
                        .isEqualTo(1));
        var path = acme.extensions() + "/" + lab + "/dead-letters";

        var letter = acme.asOwner().get(path).expect(200).list().getJsonObject(0);
        assertThat(letter.getString("type")).isEqualTo("lab.poison");
        assertThat(letter.getInteger("attempts")).isEqualTo(4);
        assertThat(acme.get(lab).data().getJsonObject("health").getString("status"))
                .isEqualTo("DEGRADED");
        acme.asOwner()
                .post(path + "/" + letter.getLong("sequence") + "/retry", new JsonObject())
                .expect(502, "EVENT.NOT_DELIVERED");
        assertThat(acme.asOwner().get(path).expect(200).list().getJsonObject(0).getInteger("attempts"))
                .isEqualTo(5);

        acme.asOwner().delete(path + "/" + letter.getLong("sequence")).expect(204);

        assertThat(acme.asOwner().get(path).expect(200).list()).isEmpty();
        acme.asOwner().delete(path + "/" + letter.getLong("sequence")).expect(404, "EVENT.NOT_PUT_ASIDE");
        assertThat(acme.get(lab).data().getJsonObject("health").getString("status"))
                .isEqualTo("UP");
        acme.member("VIEWER").get(path).expect(403);
        assertThat(BENCH.sql(
                        "select from guildhall.audit_entry where tenant_id = $1 and action like"
                                + " 'extension.event\\_%'",
                        acme.id.value()))
                .hasSize(2);
    }

    @Test
    void areDeliveredOnceMoreWhenAskedFor() {
        var acme = installed();
        publish(acme, "test.a", "test.b");
        Await.until(() -> assertThat(seen(acme)).containsExactly("test.a", "test.b"));

        acme.asOwner()
                .post(acme.extensions() + "/" + lab + "/replay", new JsonObject().put("after", 0))
                .expect(204);

        Await.until(() -> assertThat(seen(acme)).containsExactly("test.a", "test.b", "test.a", "test.b"));
    }

    @Test
    void leaveWhatWentWrongInTheInstallationsLog() {
        var acme = installed();
        acme.patch(lab, new JsonObject("{\"config\":{\"token\":\"very-secret-token\"}}"))
                .expect(200);

        var failed = acme.asOwner().put(acme.path() + "/x/" + lab + "/broken", new JsonObject());

        failed.expect(502);
        var lines = acme.asOwner().get(acme.extensions() + "/" + lab + "/logs").expect(200);
        assertThat(lines.body()).contains("broken ********").doesNotContain("very-secret-token");
        assertThat(lines.list().getJsonObject(lines.list().size() - 1).getString("requestId"))
                .isEqualTo(failed.header("X-Request-Id"));
        acme.member("VIEWER").get(acme.extensions() + "/" + lab + "/logs").expect(403);
    }

    @Test
    void waitWhileTheExtensionHasFailed() {
        var acme = installed();
        acme.patch(lab, new JsonObject("{\"config\":{\"start\":\"throw\"}}")).expect(200);
        assertThat(acme.state(lab)).isEqualTo("FAILED");

        publish(acme, "test.meanwhile");
        acme.patch(lab, new JsonObject("{\"config\":{\"start\":null}}")).expect(200);

        Await.until(() -> assertThat(seen(acme)).containsExactly("test.meanwhile"));
    }

    @Test
    void endWithTheInstallation() {
        var acme = installed();
        acme.uninstall(lab, "").expect(204);

        assertThat(BENCH.sql("select from guildhall.event_cursor where tenant_id = $1", acme.id.value()))
                .isEmpty();
        publish(acme, "test.unheard");
        acme.install(lab, "events.publish").expect(201);
        publish(acme, "test.heard");

        Await.until(() -> assertThat(seen(acme)).containsExactly("test.heard"));
    }

    @Test
    void areNotForThoseWhoAskForNone() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0").manifest("consumesEvents", new JsonArray()));
        var acme = world.workspace();

        acme.install(key).expect(201);

        assertThat(BENCH.sql("select from guildhall.event_cursor where tenant_id = $1", acme.id.value()))
                .isEmpty();
    }
}
