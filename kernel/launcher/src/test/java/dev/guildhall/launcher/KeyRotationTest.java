package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another master key for data with secrets of many kinds. */
class KeyRotationTest {

    @TempDir
    Path folder;

    @Test
    void sealsEverySecretAnewAndIsFinishedWhereItWasInterrupted() throws Exception {
        var data = folder.resolve("data");
        var key = data.resolve("master.key");
        String session;
        String workspace;
        String subscription;
        try (var product = RunningProduct.start(data, "--webhook-allow-private")) {
            session = product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD);
            var admin = product.http().withBearer(session);
            workspace = admin.post(
                            "/api/workspaces",
                            new JsonObject().put("key", "acme").put("name", "Acme"))
                    .expect(200)
                    .data()
                    .getString("id");
            subscription = subscribe(admin, workspace);

            var refused = RunningProduct.tell(data, "rotate-master-key");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.said()).contains("is in use by");
            assertThat(product.stop()).isEqualTo(143);
        }
        var former = Files.readString(key);

        var rotated = RunningProduct.tell(data, "rotate-master-key");

        assertThat(rotated.exitCode()).as(rotated.said()).isZero();
        assertThat(rotated.said()).containsPattern("(?m)^[1-9]\\d* secrets are sealed");
        var latter = Files.readString(key);
        assertThat(latter).isNotEqualTo(former);
        assertThat(data.resolve("master.key.new")).doesNotExist();

        // As it is left when the process ends between the commit and the change of the files.
        Files.move(key, data.resolve("master.key.new"));
        Files.writeString(key, former);
        var finished = RunningProduct.tell(data, "rotate-master-key");
        assertThat(finished.exitCode()).as(finished.said()).isZero();
        assertThat(finished.said()).containsPattern("(?m)^0 secrets are sealed");
        assertThat(Files.readString(key)).isEqualTo(latter);

        try (var product = RunningProduct.start(data, "--webhook-allow-private")) {
            var admin = product.http().withBearer(session);
            admin.get("/api/auth/me").expect(200); // by a signing key that was sealed
            assertThat(product.log()).doesNotContain("cannot be read");
            admin.get("/api/workspaces/" + workspace + "/subscriptions/" + subscription)
                    .expect(200);
            assertThat(product.stop()).isEqualTo(143);
        }
        Files.writeString(key, former);
        var withFormer = RunningProduct.tell(data, "serve", "--port=0", "--management-port=0");
        assertThat(withFormer.said()).contains("encrypted with another master key");
    }

    private static String subscribe(HttpTester admin, String workspace) {
        return admin.post(
                        "/api/workspaces/" + workspace + "/subscriptions",
                        new JsonObject()
                                .put("name", "CRM")
                                .put("types", new JsonArray().add("nothing.at.all"))
                                .put(
                                        "sink",
                                        new JsonObject().put("kind", "WEBHOOK").put("url", "http://127.0.0.1:9/")))
                .expect(201)
                .data()
                .getString("id");
    }

    @Test
    void hasNoKeyToReplaceWhereThereIsNoData() throws Exception {
        var rotated = RunningProduct.tell(Files.createDirectories(folder.resolve("none")), "rotate-master-key");

        assertThat(rotated.exitCode()).isEqualTo(1);
        assertThat(rotated.said()).contains("There is no master key to be replaced");
        assertThat(folder.resolve("none")).isEmptyDirectory();
    }
}
