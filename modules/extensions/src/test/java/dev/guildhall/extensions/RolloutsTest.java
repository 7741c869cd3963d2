package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New releases that come to workspaces by themselves, as far as their policy lets them. */
class RolloutsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    private final String key = World.extensionKey();

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    private World.Made installed(String policy) {
        var workspace = world.workspace();
        workspace.install(key).expect(201);
        var patched = workspace
                .patch(key, new JsonObject().put("upgradePolicy", policy))
                .expect(200);
        assertThat(patched.data().getString("upgradePolicy")).isEqualToIgnoringCase(policy);
        return workspace;
    }

    private String version(World.Made workspace) {
        return workspace.get(key).expect(200).data().getString("version");
    }

    private JsonObject rollout(String version) {
        return world
                .asAdministrator()
                .get("/api/marketplace/extensions/" + key)
                .expect(200)
                .data()
                .getJsonArray("versions")
                .stream()
                .map(JsonObject.class::cast)
                .filter(known -> known.getString("version").equals(version))
                .map(known -> known.getJsonObject("rollout"))
                .findFirst()
                .orElseThrow();
    }

    private void awaitRollout(String version, String state) {
        Await.until(() -> assertThat(rollout(version).getString("state")).isEqualTo(state));
    }

    @Test
    void comeAsFarAsThePolicyOfEachWorkspaceLetsThem() {
        world.publish(World.quiet(key, "1.0.0"));
        var off = installed("off");
        var patch = installed("patch");
        var minor = installed("MINOR");
        awaitRollout("1.0.0", "DONE");

        world.publish(World.quiet(key, "1.0.1"));
        awaitRollout("1.0.1", "DONE");
        assertThat(Stream.of(off, patch, minor).map(this::version)).containsExactly("1.0.0", "1.0.1", "1.0.1");
        assertThat(rollout("1.0.1").getInteger("upgraded")).isEqualTo(2);

        world.publish(World.quiet(key, "1.1.0"));
        awaitRollout("1.1.0", "DONE");
        assertThat(Stream.of(off, patch, minor).map(this::version)).containsExactly("1.0.0", "1.0.1", "1.1.0");
        assertThat(minor.state(key)).isEqualTo("ACTIVE");
        off.patch(key, new JsonObject().put("upgradePolicy", "ALWAYS")).expect(400, "REQUEST.INVALID");
    }

    @Test
    void stopAtTheFirstWorkspaceWhereTheReleaseFails() {
        world.publish(World.quiet(key, "1.0.0"));
        var workspaces = List.of(installed("PATCH"), installed("PATCH"), installed("PATCH"));

        world.publish(ExtensionJar.of(key, "1.0.1").extension("""
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                return Future.failedFuture("will not start");
            }
            """));

        awaitRollout("1.0.1", "STOPPED");
        assertThat(rollout("1.0.1").getString("reason")).isEqualTo("EXTENSION.START_FAILED");
        assertThat(workspaces.stream().map(this::version)).containsOnly("1.0.0");
        assertThat(workspaces.stream()
                        .flatMap(workspace -> conditions(workspace, "Upgraded"))
                        .toList())
                .as("who was tried")
                .hasSize(1);
    }

    @Test
    void beginInOneWorkspaceTheFirstInTheirOrderAndGoOnWithTheNext() {
        world.publish(failingWhereItIsTold("1.0.0"));
        awaitRollout("1.0.0", "DONE");
        var workspaces = Stream.generate(() -> installed("PATCH"))
                .limit(3)
                .sorted(Comparator.comparing(workspace -> workspace.id.toString()))
                .toList();
        workspaces.get(1).patch(key, new JsonObject().put("config", new JsonObject().put("fails", true)));

        world.publish(failingWhereItIsTold("1.0.1"));

        awaitRollout("1.0.1", "STOPPED");
        assertThat(workspaces.stream().map(this::version)).containsExactly("1.0.1", "1.0.0", "1.0.0");
        assertThat(rollout("1.0.1").getInteger("upgraded")).isEqualTo(1);
        assertThat(waves("1.0.1")).as("the first wave is one workspace").isEqualTo(2);
        assertThat(conditions(workspaces.get(1), "Upgraded")).hasSize(1);
        assertThat(conditions(workspaces.get(2), "Upgraded")).isEmpty();
    }

    private int waves(String version) {
        return BENCH.sql(
                        "select rollout_wave from guildhall.extension_version where extension_key = $1 and version = $2",
                        key,
                        version)
                .iterator()
                .next()
                .getInteger(0);
    }

    private ExtensionJar failingWhereItIsTold(String version) {
        return ExtensionJar.of(key, version)
                .manifest("configSchema", new JsonObject("""
                        {"type":"object","properties":{"fails":{"type":"boolean"}}}"""))
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            return workspace.config().getBoolean("fails", false)
                                            && workspace.extensionVersion().equals("1.0.1")
                                    ? Future.failedFuture("will not start")
                                    : Future.succeededFuture();
                        }
                        """);
    }

    @Test
    void waitForConsentToMorePermissionsAndSaySo() {
        world.publish(World.quiet(key, "1.0.0"));
        var acme = installed("MINOR");

        world.publish(World.quiet(key, "1.1.0").manifest("permissions", new JsonArray().add("members.read")));

        awaitRollout("1.1.0", "DONE");
        assertThat(version(acme)).isEqualTo("1.0.0");
        Await.until(() -> assertThat(conditions(acme, "UpgradeAvailable"))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.getString("reason")).isEqualTo("ConsentRequired");
                    assertThat(condition.getString("message")).contains("1.1.0", "members.read");
                }));
        acme.asOwner()
                .post(
                        acme.extensions() + "/" + key + "/upgrade",
                        new JsonObject().put("grantedPermissions", new JsonArray().add("members.read")))
                .expect(200);
        assertThat(conditions(acme, "UpgradeAvailable")).isEmpty();
    }

    private Stream<JsonObject> conditions(World.Made workspace, String type) {
        return workspace.get(key).expect(200).data().getJsonArray("conditions").stream()
                .map(JsonObject.class::cast)
                .filter(condition -> condition.getString("type").equals(type));
    }

    @Test
    void endWhenTheVersionIsTakenOffTheOffer() {
        world.publish(World.quiet(key, "1.0.0"));
        awaitRollout("1.0.0", "DONE");
        BENCH.sql(
                "update guildhall.extension_version set rollout_state = 'RUNNING', rollout_due = now() + interval '1 h'"
                        + " where extension_key = $1",
                key);

        world.asAdministrator()
                .post("/api/admin/marketplace/extensions/" + key + "/versions/1.0.0/yank", new JsonObject())
                .expect(200);

        assertThat(rollout("1.0.0").getString("state")).isEqualTo("STOPPED");
    }
}
