package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.HttpTester;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code guildhall dev}, as far as it is a client of its server. */
class DevelopedExtensionTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private HttpTester admin;
    private String workspace;
    private Thread following;

    @BeforeEach
    void follow() {
        admin = PRODUCT.get().signInAsAdmin();
        workspace = "/api/workspaces/"
                + admin.post(
                                "/api/workspaces",
                                new JsonObject()
                                        .put("key", "developed-" + System.nanoTime())
                                        .put("name", "Developed"))
                        .expect(200)
                        .data()
                        .getString("id");
        var base = URI.create(PRODUCT.get().url());
        var developed = new DevelopedExtension(
                folder,
                () -> DemoClient.signIn(base, RunningProduct.ADMIN, RunningProduct.PASSWORD),
                workspace,
                new JsonObject().put("words", "Hi"),
                new PrintWriter(said, true));
        following = new Thread(() -> {
            try {
                developed.follow();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        following.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        following.interrupt();
        following.join();
    }

    @Test
    void takesWhatIsBuiltAndKeepsConfigurationAndData() throws IOException {
        build("1", "create table note (text text)");
        Await.until(() -> assertThat(said.toString()).contains("dev-notes 1.0.0-dev."));
        assertThat(answer()).isEqualTo(new JsonObject("{\"build\":\"1\",\"words\":\"Hi\",\"notes\":1}"));
        admin.patch(workspace + "/extensions/dev-notes", new JsonObject("{\"config\":{\"words\":\"Moin\"}}"))
                .expect(200);

        build("2", "create table note (text text)");

        Await.until(
                () -> assertThat(said.toString().split("dev-notes 1.0.0-dev")).hasSize(3));
        assertThat(answer()).isEqualTo(new JsonObject("{\"build\":\"2\",\"words\":\"Moin\",\"notes\":2}"));
    }

    @Test
    void saysWhatIsWrongAndLetsTheFormerBuildServe() throws IOException {
        Files.writeString(folder.resolve("extension.json"), "{\"id\":\"dev-wrong\",\"version\":\"1.0.0\"}");

        Await.until(() -> assertThat(said.toString()).contains("is refused", "name: name is required"));
    }

    private JsonObject answer() {
        return admin.post(workspace + "/capabilities/dev-notes.build.get", new JsonObject())
                .expect(200)
                .data();
    }

    private void build(String build, String sql) throws IOException {
        var jar = ExtensionJar.of("dev-notes", "1.0.0")
                .manifest("main", "demo.DemoExtension")
                .provides("dev-notes.build.get")
                .manifest("configSchema", new JsonObject("{\"type\":\"object\"}"))
                .manifest("permissions", new JsonArray())
                .file("migrations/V1__notes.sql", sql)
                .extension("""
                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.capability("dev-notes.build.get", call -> workspace.storage()
                                .execute("insert into note values ('called')")
                                .compose(done -> workspace.storage().query("select count(*)::int as notes from note"))
                                .map(rows -> rows.get(0).put("build", "%s")
                                        .put("words", workspace.config().getString("words"))));
                        return Future.succeededFuture();
                    }
                    """.formatted(build))
                .bytes();
        unpack(jar, folder);
    }

    static void unpack(byte[] jar, Path folder) throws IOException {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }
}
