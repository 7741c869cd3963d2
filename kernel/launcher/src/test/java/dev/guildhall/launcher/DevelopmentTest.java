package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code guildhall dev} as its author starts it, with a debugger that may come. */
class DevelopmentTest {

    private static final String DEBUGGER = "-Xrunjdwp:transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    @TempDir
    private Path folder;

    @Test
    void installsWhatIsBuiltInAWorkspaceOfItsOwnAndIsInNoHurry() throws IOException {
        var project = Files.createDirectory(folder.resolve("notes"));
        DevelopedExtensionTest.unpack(notes(), project);
        try (var product = RunningProduct.develop(folder.resolve("data"), project, DEBUGGER)) {
            var admin = product.signInAsAdmin();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(admin.get("/api/workspaces?filter=key%3D%22dev%22")
                                    .expect(200)
                                    .list())
                            .hasSize(1));
            var workspace = "/api/workspaces/"
                    + admin.get("/api/workspaces?filter=key%3D%22dev%22")
                            .list()
                            .getJsonObject(0)
                            .getString("id");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    admin.post(workspace + "/capabilities/dev-notes.time.tell", new JsonObject())
                                            .expect(200)
                                            .data()
                                            .getString("start"))
                            .isEqualTo("PT1H"));
        }
    }

    private static byte[] notes() {
        return ExtensionJar.of("dev-notes", "1.0.0")
                .manifest("main", "demo.DemoExtension")
                .provides("dev-notes.time.tell")
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("dev-notes.time.tell", call -> Future.succeededFuture(
                                new JsonObject().put("start", workspace.limits().startTimeout().toString())));
                        return Future.succeededFuture();
                    }
                    """)
                .bytes();
    }
}
