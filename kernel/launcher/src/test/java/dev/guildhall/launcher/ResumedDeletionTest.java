package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deletion of an organization with many workspaces, whose process is killed at it. */
class ResumedDeletionTest {

    private static final int WORKSPACES = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void goesOnWhereItWasAndEndsEachWorkspaceOnce() throws Exception {
        var data = directory.resolve("data");
        String organization;
        try (var product = RunningProduct.start(data)) {
            var admin = product.signInAsAdmin();
            organization = organization(admin);
            var made = IntStream.range(0, WORKSPACES)
                    .mapToObj(number -> admin.sendAsync("POST", "/api/workspaces", workspace(organization, number)))
                    .toList();
            assertThat(made.stream().map(CompletableFuture::join).map(Response::status))
                    .containsOnly(200);

            admin.delete("/api/organizations/" + organization).expect(204);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> entries(admin, "workspace.deleted") > 0);
            assertThat(entries(admin, "organization.deleted")).isZero();
            product.kill();
        }
        try (var product = RunningProduct.start(data)) {
            var admin = product.signInAsAdmin();
            admin.get("/api/organizations/" + organization).expect(404);

            Awaitility.await().atMost(PATIENCE).until(() -> entries(admin, "organization.deleted") == 1);

            assertThat(entries(admin, "workspace.deleted")).isEqualTo(WORKSPACES);
            assertThat(admin.get("/api/workspaces").expect(200).list()).isEmpty();
            assertThat(admin.get("/api/admin/audit/verify").expect(200).data().getBoolean("valid"))
                    .isTrue();
        }
    }

    private static int entries(HttpTester admin, String action) {
        return admin.get("/api/admin/audit?pageSize=1000&filter=action%3D" + action)
                .expect(200)
                .list()
                .size();
    }

    private static String organization(HttpTester admin) {
        var app = admin.post("/api/apps", new JsonObject().put("name", "Field service"))
                .expect(201)
                .data()
                .getString("id");
        return admin.post(
                        "/api/organizations",
                        new JsonObject()
                                .put("appId", app)
                                .put("name", "Acme")
                                .put("slug", "acme")
                                .put("domain", "acme.example"))
                .expect(201)
                .data()
                .getString("id");
    }

    private static JsonObject workspace(String organization, int number) {
        return new JsonObject()
                .put("key", "acme-" + number)
                .put("name", "Acme " + number)
                .put("organizationId", organization);
    }
}
