package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that take workspaces along, on the data of a server that serves meanwhile and of one that does not. */
class TakenAlongTest {

    private static final String CREATE = "directory.contact.create";

    @TempDir
    Path directory;

    @Test
    void aWorkspaceIsCopiedBesideItselfWhileItIsServedAndBroughtToAnotherServerThatIsNot() throws Exception {
        var file = directory.resolve("acme.zip");
        var data = directory.resolve("data");
        try (var server = RunningProduct.start(data)) {
            var acme = furnished(server);
            assertThat(RunningProduct.run(data, "export", "--workspace=acme", "--output=" + file))
                    .isZero();
            assertThat(RunningProduct.run(data, "export", "--workspace=" + acme, "--output=" + file))
                    .as("the file is there already")
                    .isEqualTo(ExitCode.FAILED);
            assertThat(RunningProduct.run(data, "import", file.toString()))
                    .as("its key is taken")
                    .isEqualTo(ExitCode.FAILED);
            assertThat(RunningProduct.run(data, "import", file.toString(), "--key=acme-copy"))
                    .isZero();

            requireWhole(server, "acme-copy");
            assertThat(contacts(server, acme)).hasSize(1);
        }

        var other = directory.resolve("other");
        RunningProduct.shareBinaries(other);
        assertThat(RunningProduct.run(other, administered("import", file.toString())))
                .as("another server has signed it")
                .isEqualTo(ExitCode.FAILED);
        assertThat(RunningProduct.run(other, administered("import", file.toString(), "--accept-key")))
                .isZero();
        try (var server = RunningProduct.start(other)) {
            requireWhole(server, "acme");
        }
    }

    /** What is done before the first start there, with the administrator that this would make. */
    private static String[] administered(String... command) {
        return Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "--admin-email=" + RunningProduct.ADMIN, "--admin-password=" + RunningProduct.PASSWORD))
                .toArray(String[]::new);
    }

    private static String furnished(RunningProduct server) throws IOException {
        var admin = server.signInAsAdmin();
        for (var extension : BundledExtension.values()) {
            admin.upload(
                            "/api/admin/marketplace/extensions",
                            HttpTester.Part.file("artifact", extension.fileName(), extension.bytes()))
                    .expect(201);
        }
        var acme = admin.post(
                        "/api/workspaces", new JsonObject().put("key", "acme").put("name", "Acme"))
                .expect(200)
                .data()
                .getString("id");
        admin.post(
                        "/api/workspaces/" + acme + "/extensions",
                        new JsonObject()
                                .put("extensionKey", "directory")
                                .put("grantedPermissions", JsonArray.of("members.read", "events.publish")))
                .expect(201);
        create(server, acme, "ada@example.org").expect(200);
        return acme;
    }

    private static HttpTester.Response create(RunningProduct server, String workspace, String email) {
        return server.signInAsAdmin()
                .post(
                        "/api/workspaces/" + workspace + "/capabilities/" + CREATE,
                        new JsonObject().put("name", "Ada").put("email", email));
    }

    private static JsonArray contacts(RunningProduct server, String workspace) {
        return server.signInAsAdmin()
                .post(
                        "/api/workspaces/" + workspace + "/capabilities/directory.contact.search",
                        new JsonObject().put("query", "Ada"))
                .expect(200)
                .data()
                .getJsonArray("contacts");
    }

    /** What was said and stored is there, and goes on. */
    private static void requireWhole(RunningProduct server, String key) {
        var copy = server.signInAsAdmin().get("/api/workspaces?pageSize=100").expect(200).list().stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("key").equals(key))
                .findFirst()
                .orElseThrow()
                .getString("id");
        assertThat(contacts(server, copy)).hasSize(1);
        create(server, copy, "ada@example.org").expect(409, "DIRECTORY.EMAIL_EXISTS");
        create(server, copy, "lovelace@example.org").expect(200);
        Await.until(() -> assertThat(server.signInAsAdmin()
                        .get("/api/workspaces/" + copy + "/events?pageSize=100")
                        .expect(200)
                        .body())
                .contains("workspace.created", "workspace.imported", "directory.contact.created"));
    }
}
