package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code guildhall extension keygen|sign|verify|pack|validate}. */
class AuthorToolsTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        var line = new String[arguments.length + 1];
        line[0] = "extension";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return new Guildhall(
                        Map.of(),
                        configuration -> 0,
                        configuration -> 0,
                        (configuration, work) -> 0,
                        (configuration, workspace, extension) -> {},
                        new FakeArchives(),
                        new FakeOperator(),
                        new StringReader(""),
                        new PrintWriter(out),
                        new PrintWriter(err))
                .run(line);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String hello() throws IOException {
        Files.write(folder.resolve("hello.jar"), BundledExtension.HELLO.bytes());
        return file("hello.jar");
    }

    @Test
    void aKeySignsWhatThePublicOneBesideItVerifies() throws IOException {
        var hello = hello();

        assertThat(run("keygen", file("acme.key"))).isZero();
        assertThat(run("sign", hello, file("acme.key"))).isZero();
        assertThat(run("verify", hello, file("acme.key.pub"))).isZero();

        assertThat(out.toString()).contains("fingerprint", "The signature is in", "is signed by");
        assertThat(Files.getPosixFilePermissions(folder.resolve("acme.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Files.write(folder.resolve("hello.jar"), new byte[] {1});
        assertThat(run("verify", hello, file("acme.key.pub"))).isOne();
        assertThat(err.toString()).contains("has no signature that");
    }

    @Test
    void writesOverNoKeyAndTakesNothingElseForOne() throws IOException {
        Files.writeString(folder.resolve("acme.key"), "mine");

        assertThat(run("keygen", file("acme.key"))).isOne();
        assertThat(Files.readString(folder.resolve("acme.key"))).isEqualTo("mine");
        assertThat(run("sign", hello(), file("acme.key"))).isOne();
        assertThat(run("sign", hello(), file("nowhere"))).isOne();
        assertThat(run("sign", hello())).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString())
                .contains("is there already", "is no Ed25519 private key", "there is no file", "<key>");
    }

    @Test
    void packsTheSameFilesIntoTheSameBytes() throws IOException {
        var source = Files.createDirectory(folder.resolve("source"));
        assertThat(run("pack", source.toString(), file("one.jar"))).isOne();
        Files.writeString(source.resolve("extension.json"), "{}");
        Files.writeString(source.resolve("b.txt"), "b");
        Files.setLastModifiedTime(source.resolve("b.txt"), FileTime.fromMillis(1));

        assertThat(run("pack", source.toString(), file("one.jar"))).isZero();
        Files.setLastModifiedTime(source.resolve("b.txt"), FileTime.fromMillis(1_000_000));
        assertThat(run("pack", source.toString(), file("two.jar"))).isZero();

        assertThat(Files.readAllBytes(folder.resolve("one.jar")))
                .isEqualTo(Files.readAllBytes(folder.resolve("two.jar")));
    }

    @Test
    void tellsEverythingThatAnUploadWouldRefuse() throws IOException {
        assertThat(run("validate", hello())).isZero();
        assertThat(out.toString()).contains("hello@", "is good");
        var source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(
                source.resolve("extension.json"),
                "{\"id\":\"a\",\"version\":\"one\",\"name\":\"A\",\"permissions\":[\"members.read\"]}");
        assertThat(run("pack", source.toString(), file("bad.jar"))).isZero();

        assertThat(run("validate", file("bad.jar"))).isOne();

        assertThat(out.toString()).contains("id: ", "version: ");
        assertThat(err.toString()).contains("would be refused");
    }

    @Test
    void tellsOfAFolderOfMigrationsAClassOrAPermissionThatIsMissing() throws IOException {
        assertThat(validate(good().manifest("migrations", "sql/"))).contains("has no folder sql/");
        assertThat(validate(good().file("META-INF/extensions.idx", "demo.Missing\n")))
                .contains("names demo.Missing, which is not in the artifact");
        assertThat(validate(good().manifest("publishesEvents", JsonArray.of("good-notes.kept"))))
                .contains("publishesEvents", "needs the permission events.publish");
        Files.write(folder.resolve("good.jar"), good().bytes());
        assertThat(run("validate", file("good.jar"))).isZero();
    }

    private static ExtensionJar good() {
        return ExtensionJar.of("good-notes", "1.0.0")
                .manifest("manifest", 1)
                .extension("public Future<Void> start(WorkspaceContext workspace, Handlers handlers) { return null; }");
    }

    /** What is said of an extension that an upload would refuse. */
    private String validate(ExtensionJar bad) throws IOException {
        Files.write(folder.resolve("refused.jar"), bad.bytes());
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        assertThat(run("validate", file("refused.jar"))).isOne();
        return out.toString() + err;
    }

    @Test
    void beginsAProjectInAFolderThatIsEmpty() throws IOException {
        assertThat(run("new", "new-polls", "--dir", file("polls"))).isZero();

        var polls = folder.resolve("polls");
        assertThat(Files.readString(polls.resolve("src/main/resources/extension.json")))
                .contains("\"id\": \"new-polls\"", "com.example.newpolls.NewPollsExtension");
        assertThat(polls.resolve("src/main/java/com/example/newpolls/NewPollsExtension.java"))
                .content()
                .contains("class NewPollsExtension")
                .doesNotContain("__");
        assertThat(run("new", "new-polls", "--dir", file("polls"))).isOne();
        assertThat(run("new", "Polls!", "--dir", file("others"))).isOne();
        assertThat(folder.resolve("others")).doesNotExist();
        assertThat(err.toString()).contains("is not empty", "no extension can be called Polls!");
    }

    @Test
    void runsTheMigrationsOfWhatItValidates() throws IOException {
        var bad = ExtensionJar.of("bad-notes", "1.0.0")
                .manifest("main", "demo.DemoExtension")
                .extension("public Future<Void> start(WorkspaceContext workspace, Handlers handlers) { return null; }")
                .file("migrations/V1__notes.sql", "create table note (id int)")
                .file("migrations/V2__reach.sql", "create table guildhall.note (id int)");
        Files.write(folder.resolve("bad.jar"), bad.bytes());

        assertThat(run("validate", file("bad.jar"))).isOne();

        assertThat(err.toString())
                .contains("Migration 2 (reach) of bad-notes@1.0.0 failed: permission denied for schema guildhall");
    }
}
