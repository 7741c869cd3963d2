package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A workspace as assistants see it that speak the Model Context Protocol: by the client that its makers publish. */
class AssistantTest {

    private static final String TOOL = "directory_contact_create";

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    private static NodeProject assistant;
    private static HttpTester admin;
    private static String workspace;
    private static String url;

    @BeforeAll
    static void install() throws Exception {
        assistant = NodeProject.install("assistant", folder);
        var product = PRODUCT.get();
        admin = product.signInAsAdmin();
        workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject().put("key", "assisted").put("name", "Assisted"))
                        .expect(200)
                        .data()
                        .getString("id");
        url = product.http().base() + workspace + "/mcp";
        admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "directory")
                                .put(
                                        "grantedPermissions",
                                        new JsonArray().add("members.read").add("events.publish")))
                .expect(201);
    }

    /** A token of a new member with this role. */
    private static String member(String role) {
        var email = role.toLowerCase(Locale.ROOT) + "@assisted.example";
        var user = RunningProduct.user(admin, email);
        admin.post(workspace + "/members", new JsonObject().put("userId", user).put("role", role))
                .expect(200);
        return PRODUCT.get().token(email, RunningProduct.PASSWORD);
    }

    @Test
    void aMemberListsAndCallsWhatAViewerDoesNotSee() throws Exception {
        var contact = new JsonObject().put("name", "Ada Lovelace").put("email", "ada@example.org");

        var seen = assistant(member("MEMBER"), TOOL, contact.encode());
        var viewed = assistant(member("VIEWER"));

        assertThat(seen.get(0).getJsonArray("tools")).contains(TOOL);
        assertThat(seen.get(1).getBoolean("isError")).isFalse();
        assertThat(seen.get(1).getJsonObject("result").encode()).contains("ada@example.org");
        assertThat(viewed.get(0).getJsonArray("tools")).isEmpty();
    }

    @Test
    void itHearsThatAnExtensionWasInstalled() throws Exception {
        var watching = assistant.run("assistant.mjs", url, member("ADMIN"), "watch");
        Await.until(() -> assertThat(watching.said().toString()).contains("watching"));

        admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put(
                                        "grantedPermissions",
                                        new JsonArray().add("members.read").add("events.publish")))
                .expect(201);

        assertThat(watching.ended().get(2).getJsonArray("tools")).contains("hello_greeting_say");
    }

    private static List<JsonObject> assistant(String token, String... call) throws Exception {
        var arguments = new ArrayList<>(List.of(url, token));
        arguments.addAll(List.of(call));
        return assistant.run("assistant.mjs", arguments.toArray(String[]::new)).ended();
    }
}
