package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that erases, on the data of a server that serves meanwhile, and its receipts. */
class ErasedByCommandTest {

    @TempDir
    Path directory;

    @Test
    void aPersonAndAWorkspaceAreErasedWhileTheyAreServedAndTheReceiptsCanBeChecked() throws Exception {
        var data = directory.resolve("data");
        var ofPerson = directory.resolve("person.json");
        var ofWorkspace = directory.resolve("workspace.json");
        try (var server = RunningProduct.start(data)) {
            var admin = server.signInAsAdmin();
            var ada = admin.post(
                            "/api/admin/users",
                            new JsonObject()
                                    .put("email", "ada@example.org")
                                    .put("fullName", "Ada Lovelace")
                                    .put("password", "correct horse battery staple")
                                    .put("roles", JsonArray.of("USER")))
                    .expect(201)
                    .data()
                    .getString("id");
            var acme = admin.post(
                            "/api/workspaces",
                            new JsonObject().put("key", "acme").put("name", "Acme"))
                    .expect(200)
                    .data()
                    .getString("id");

            assertThat(RunningProduct.run(data, "erase", "--user=nobody@example.org", "--output=" + ofPerson))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(ofPerson).doesNotExist();
            assertThat(RunningProduct.run(
                            data, "erase", "--user=ada@example.org", "--output=" + ofPerson, "--reason=Request 1"))
                    .isZero();
            assertThat(RunningProduct.run(data, "erase", "--workspace=acme", "--output=" + ofWorkspace))
                    .isZero();

            admin.get("/api/admin/users/" + ada).expect(404, "USER.NOT_FOUND");
            admin.get("/api/workspaces/" + acme).expect(404, "WORKSPACE.NOT_FOUND");
            assertThat(admin.get("/api/admin/erasures").expect(200).list())
                    .extracting(erasure -> ((JsonObject) erasure).getString("subjectId"))
                    .containsExactly(acme, ada);
        }

        assertThat(RunningProduct.run(data, "erase", "--verify=" + ofPerson)).isZero();
        var other = directory.resolve("other");
        RunningProduct.shareBinaries(other);
        assertThat(RunningProduct.run(other, "erase", "--verify=" + ofPerson))
                .as("another server has signed it")
                .isEqualTo(ExitCode.FAILED);
        Files.writeString(
                ofWorkspace, Files.readString(ofWorkspace).replaceFirst("\"payload\" : \"eyJ", "\"payload\" : \"eyK"));
        assertThat(RunningProduct.run(data, "erase", "--verify=" + ofWorkspace)).isEqualTo(ExitCode.FAILED);
    }
}
