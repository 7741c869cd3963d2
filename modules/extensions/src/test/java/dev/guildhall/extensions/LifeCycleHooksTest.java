package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.event.Event;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an extension is told of its coming and going. */
class LifeCycleHooksTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final String BODY = """
            private WorkspaceContext workspace;
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                this.workspace = workspace;
                handlers.capability("$key.code.run", call -> Future.succeededFuture(new JsonObject()));
                return Future.succeededFuture();
            }
            public Future<Void> installed(WorkspaceContext workspace) {
                if (workspace.config().getBoolean("cannotPrepare", false)) {
                    throw new IllegalStateException("nothing can be prepared");
                }
                return workspace.emit("$key.hook.called", "installed", null).mapEmpty();
            }
            public Future<Health> health() {
                var wrong = workspace.config().getString("wrong");
                if ("silent".equals(wrong)) {
                    return Promise.<Health>promise().future();
                }
                return Future.succeededFuture(wrong == null ? Health.up()
                        : Health.down(wrong + ", with " + workspace.secrets().get("token").orElse("")));
            }
            public Future<Void> uninstalling(WorkspaceContext workspace, boolean keepsData) {
                if (workspace.config().getBoolean("cannotLeave", false)) {
                    throw new IllegalStateException("there is more to do");
                }
                return workspace.emit("$key.hook.called", keepsData ? "leaves data" : "takes all", null).mapEmpty();
            }
            """;

    private static World world;
    private static String key;

    @BeforeAll
    static void publish() {
        world = new World(BENCH);
        key = World.extensionKey();
        world.publish(ExtensionJar.of(key, "1.0.0")
                .manifest("permissions", List.of("events.publish"))
                .manifest("publishesEvents", List.of(key + ".hook.called"))
                .manifest(
                        "configSchema",
                        new JsonObject()
                                .put("type", "object")
                                .put(
                                        "properties",
                                        new JsonObject()
                                                .put(
                                                        "token",
                                                        new JsonObject()
                                                                .put("type", "string")
                                                                .put("writeOnly", true))))
                .provides(key + ".code.run")
                .extension(BODY.replace("$key", key)));
    }

    private static World.Made installed(JsonObject config) {
        var made = world.workspace();
        made.install(new JsonObject()
                        .put("extensionKey", key)
                        .put("grantedPermissions", JsonArray.of("events.publish"))
                        .put("config", config))
                .expect(201);
        return made;
    }

    private static void told(World.Made workspace, String... what) {
        Await.until(() -> assertThat(workspace.events(key + ".hook.called"))
                .extracting(Event::subject)
                .containsExactly(what));
    }

    private static void enable(World.Made workspace, boolean enabled) {
        workspace.patch(key, new JsonObject().put("enabled", enabled)).expect(200);
    }

    @Test
    void preparesAWorkspaceOnceHoweverOftenItStarts() {
        var acme = installed(new JsonObject());
        told(acme, "installed");

        enable(acme, false);
        enable(acme, true);
        acme.invoke(key, key + ".code.run", new JsonObject());
        acme.uninstall(key, "?data=keep").expect(204);

        told(acme, "installed", "leaves data");
    }

    @Test
    void servesNobodyBeforeItHasPreparedTheWorkspace() {
        var acme = installed(new JsonObject().put("cannotPrepare", true));
        var failed = acme.get(key).data();
        assertThat(failed.getString("state")).isEqualTo("FAILED");
        assertThat(failed.getJsonArray("conditions").getJsonObject(0).getString("message"))
                .contains("nothing can be prepared");

        acme.patch(
                        key,
                        new JsonObject()
                                .put("enabled", true)
                                .put("config", new JsonObject().put("cannotPrepare", false)))
                .expect(200);

        assertThat(acme.state(key)).isEqualTo("ACTIVE");
        told(acme, "installed");
    }

    @Test
    void isSeenToBeWellOrNotAsItSaysItself() {
        var acme = installed(new JsonObject());
        assertThat(acme.get(key).data().getJsonObject("health").getString("status"))
                .isEqualTo("UP");

        configure(acme, new JsonObject().put("wrong", "the upstream refuses").put("token", "s3cr3t-of-acme"));

        var down = acme.get(key).expect(200).data();
        assertThat(down.getJsonObject("health"))
                .isEqualTo(
                        new JsonObject().put("status", "DOWN").put("message", "the upstream refuses, with ********"));
        assertThat(down.getString("state")).isEqualTo("ACTIVE");
        assertThat(down.getJsonArray("conditions"))
                .anySatisfy(condition -> assertThat(((JsonObject) condition).getMap())
                        .contains(
                                Map.entry("type", "Healthy"),
                                Map.entry("status", "FALSE"),
                                Map.entry("reason", "Unhealthy")));
        acme.invoke(key, key + ".code.run", new JsonObject());

        configure(acme, new JsonObject().put("wrong", "silent"));
        assertThat(acme.get(key).data().getJsonObject("health"))
                .isEqualTo(new JsonObject().put("status", "DOWN").put("message", "It does not say how it is."));

        configure(acme, new JsonObject().putNull("wrong"));
        assertThat(acme.get(key).data().getJsonObject("health").getString("status"))
                .isEqualTo("UP");
    }

    private static void configure(World.Made workspace, JsonObject config) {
        workspace.patch(key, new JsonObject().put("config", config)).expect(200);
        workspace.invoke(key, key + ".code.run", new JsonObject());
    }

    @Test
    void saysGoodbyeOnlyWhenItReallyGoes() {
        var acme = installed(new JsonObject());

        acme.uninstall(key, "?data=purge&planHash=of-another-plan").expect(409);
        told(acme, "installed");

        acme.uninstall(key, "?data=purge").expect(204);
        told(acme, "installed", "takes all");
    }

    @Test
    void goesWhetherOrNotItCouldSayGoodbye() {
        var acme = installed(new JsonObject().put("cannotLeave", true));

        acme.uninstall(key, "").expect(204);

        acme.get(key).expect(404);
        told(acme, "installed");
    }

    @Test
    void isToldNothingWhileItIsDisabled() {
        var acme = installed(new JsonObject());
        enable(acme, false);

        acme.uninstall(key, "").expect(204);

        acme.get(key).expect(404);
        told(acme, "installed");
    }
}
