package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the audit log keeps of the catalogue and of what is installed. */
class ExtensionAuditTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    private static List<JsonObject> entries(Tenant workspace, String extensionKey) {
        return BENCH
                .sql(
                        "select content from guildhall.audit_entry where tenant_id = $1 and subject = $2"
                                + " order by sequence",
                        workspace.value(),
                        extensionKey)
                .stream()
                .map(row -> row.getJsonObject(0))
                .toList();
    }

    private static ExtensionJar configurable(String key) {
        var properties = new JsonObject()
                .put("start", new JsonObject().put("type", "string"))
                .put("pin", new JsonObject().put("type", "string").put("writeOnly", true));
        return ExtensionJar.of(key, "1.0.0")
                .manifest("configSchema", new JsonObject().put("type", "object").put("properties", properties))
                .extension("""
                        public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                            return workspace.config().getString("start", "").equals("fail")
                                    ? Future.failedFuture("will not start")
                                    : Future.succeededFuture();
                        }
                        """);
    }

    @Test
    void keepsTheLifeOfAnInstallationWithoutItsSecrets() {
        var key = World.extensionKey();
        world.publish(configurable(key));
        var acme = world.workspace();
        acme.install(new JsonObject()
                        .put("extensionKey", key)
                        .put("config", new JsonObject().put("pin", "swordfish-1"))
                        .put("grantedPermissions", new JsonArray()))
                .expect(201);
        acme.patch(key, new JsonObject().put("config", new JsonObject().put("pin", "swordfish-2")))
                .expect(200);
        acme.patch(key, new JsonObject().put("enabled", false)).expect(200);
        acme.patch(key, new JsonObject().put("enabled", true)).expect(200);
        acme.uninstall(key, "?data=purge").expect(204);

        var entries = entries(acme.id, key);

        assertThat(entries)
                .extracting(entry -> entry.getString("action"))
                .containsExactly(
                        "extension.installed",
                        "extension.configured",
                        "extension.disabled",
                        "extension.enabled",
                        "extension.uninstalled");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getString("actor")).isEqualTo("user:" + acme.owner);
            assertThat(entry.getString("address")).isEqualTo("127.0.0.1");
            assertThat(entry.encode()).doesNotContain("swordfish");
        });
        assertThat(entries.get(0).containsKey("before")).isFalse();
        assertThat(entries.get(2).getJsonObject("before").getString("state")).isEqualTo("ACTIVE");
        assertThat(entries.get(2).getJsonObject("after").getString("state")).isEqualTo("DISABLED");
        assertThat(entries.get(4).getJsonObject("after")).isEqualTo(new JsonObject().put("dataPurged", true));
    }

    @Test
    void keepsThatAnExtensionFailed() {
        var key = World.extensionKey();
        world.publish(configurable(key));
        var acme = world.workspace();

        acme.install(new JsonObject().put("extensionKey", key).put("config", new JsonObject().put("start", "fail")))
                .expect(201);

        Await.until(() -> assertThat(entries(acme.id, key)).last().satisfies(entry -> {
            assertThat(entry.getString("action")).isEqualTo("extension.failed");
            assertThat(entry.getString("actor")).isEqualTo("system");
            assertThat(entry.getJsonObject("after").getString("state")).isEqualTo("FAILED");
        }));
    }

    @Test
    void keepsWhatCameIntoTheCatalogueAndWhatWasTakenOffTheOffer() {
        var key = World.extensionKey();
        var bytes = World.quiet(key, "1.0.0").bytes();
        world.upload(bytes).expect(201);
        world.upload(bytes).expect(200);
        world.asAdministrator()
                .post("/api/admin/marketplace/extensions/" + key + "/versions/1.0.0/yank", null)
                .expect(200);

        var entries = entries(Tenant.PLATFORM, key);

        assertThat(entries)
                .extracting(entry -> entry.getString("action"))
                .containsExactly("marketplace.version_published", "marketplace.version_yanked");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getString("actor")).isEqualTo("user:" + world.administrator);
            assertThat(entry.getJsonObject("after").getString("version")).isEqualTo("1.0.0");
            assertThat(entry.getJsonObject("after").getString("sha256")).hasSize(64);
        });
    }
}
