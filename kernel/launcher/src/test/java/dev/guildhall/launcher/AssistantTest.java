package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A workspace as assistants see it that speak the Model Context Protocol: by the client that its makers publish. */
class AssistantTest {

    private static final Path ASSISTANT = Path.of("src/test/resources/assistant");
    private static final String TOOL = "directory_contact_create";

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    static Path folder;

    private static HttpTester admin;
    private static String workspace;
    private static String url;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(ends("node", "--version") && ends("npm", "--version"), "There is no Node.js with npm here.");
        assumeTrue(ends("npm", "ping"), "The registry of npm is out of reach.");
        for (var file : List.of("package.json", "package-lock.json", "assistant.mjs")) {
            Files.copy(ASSISTANT.resolve(file), folder.resolve(file));
        }
        assertThat(ends("npm", "ci", "--no-audit", "--no-fund")).isTrue();
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
        var log = folder.resolve("watch.log");
        var watching = start(log, List.of("node", "assistant.mjs", url, member("ADMIN"), "watch"));
        Await.until(() -> assertThat(Files.readString(log)).contains("watching"));

        admin.post(
                        workspace + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "hello")
                                .put(
                                        "grantedPermissions",
                                        new JsonArray().add("members.read").add("events.publish")))
                .expect(201);

        assertThat(watching.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lines(log).get(2).getJsonArray("tools")).contains("hello_greeting_say");
    }

    private static List<JsonObject> assistant(String token, String... call) throws Exception {
        var command = new ArrayList<>(List.of("node", "assistant.mjs", url, token));
        command.addAll(List.of(call));
        var log = Files.createTempFile(folder, "assistant", ".log");
        var process = start(log, command);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return lines(log);
    }

    private static List<JsonObject> lines(Path log) throws IOException {
        return Files.readAllLines(log).stream().map(JsonObject::new).toList();
    }

    private static boolean ends(String... command) throws Exception {
        try {
            var process = start(folder.resolve("tools.log"), List.of(command));
            return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
