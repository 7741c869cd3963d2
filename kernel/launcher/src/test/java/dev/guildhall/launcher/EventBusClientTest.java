package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The event bus by the client that Vert.x publishes for it, as it is. */
class EventBusClientTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    @Test
    void hearsTheEventsOfAWorkspaceAndIsClosedWhenItsUserLeaves() throws Exception {
        var client = NodeProject.install("eventbus", folder);
        var admin = PRODUCT.get().signInAsAdmin();
        var workspace = workspace(admin, "heard");
        var other = workspace(admin, "unheard");
        var user = RunningProduct.user(admin, "listener@heard.example");
        var members = "/api/workspaces/" + workspace + "/members";
        admin.post(members, new JsonObject().put("userId", user).put("role", "VIEWER"))
                .expect(200);
        var token = PRODUCT.get().token("listener@heard.example", RunningProduct.PASSWORD);
        var url = PRODUCT.get().http().base() + "/api/eventbus?access_token=" + token;

        var listening = client.run(
                "listen.mjs", url, "100", "workspace." + workspace + ".events", "workspace." + other + ".events");
        Await.until(() -> assertThat(listening.said().toString()).contains("access_denied"));
        publish(admin, other, "order.elsewhere");
        Await.until(() -> {
            publish(admin, workspace, "order.placed");
            assertThat(listening.said().toString()).contains("order.placed");
        });
        admin.delete(members + "/" + user).expect(204);

        assertThat(listening.ended().toString()).contains("\"closed\":true").doesNotContain("order.elsewhere");
    }

    private static String workspace(HttpTester admin, String key) {
        return admin.post("/api/workspaces", new JsonObject().put("key", key).put("name", key))
                .expect(200)
                .data()
                .getString("id");
    }

    private static void publish(HttpTester admin, String workspace, String type) {
        admin.post(
                        "/api/workspaces/" + workspace + "/events",
                        new JsonObject().put("type", type).put("data", new JsonObject()))
                .expect(202);
    }
}
