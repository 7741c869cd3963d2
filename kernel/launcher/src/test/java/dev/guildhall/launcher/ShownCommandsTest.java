package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.config.Setting;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What pages beside the README tell people to type, typed from their text. */
class ShownCommandsTest {

    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(\\$ |curl |mvn |java |guildhall |bin/guildhall |sudo )");
    private static final List<String> OF_A_SHELL = List.of("bash", "sh");

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    @TempDir
    Path folder;

    private static List<Path> pages() throws IOException {
        try (var files = Files.find(
                ShownPage.ROOT,
                6,
                (file, is) ->
                        file.toString().endsWith(".md") && !file.toString().matches(".*/(target|node_modules)/.*"))) {
            return files.toList();
        }
    }

    @Test
    void everyPageThatShowsCommandsIsOneWhoseCommandsAreRun() throws IOException {
        var known = List.of(ShownPage.values()).stream().map(ShownPage::path).toList();
        for (var page : pages()) {
            FENCE.matcher(Files.readString(page)).results().forEach(block -> {
                if (OF_A_SHELL.contains(block.group(1))) {
                    assertThat(known).contains(page);
                } else {
                    assertThat(COMMAND.matcher(block.group(2)).find())
                            .as("a block of %s with a command is one of bash or sh", page)
                            .isFalse();
                }
            });
        }
    }

    @Test
    void whatIsNotRunHasAReasonAndIsThere() throws IOException {
        for (var page : ShownPage.values()) {
            var shown = page.shown();
            assertThat(shown).isNotEmpty();
            page.elsewhere()
                    .keySet()
                    .forEach(part -> assertThat(shown)
                            .as(page + " shows it: " + part)
                            .anyMatch(command -> command.contains(part)));
        }
    }

    @Test
    void anAuthorUploadsSignsUpgradesAndRollsBackAnExtension() throws Exception {
        try (var product = RunningProduct.start(folder.resolve("data"))) {
            anAuthorTypes(product);
        }
    }

    private void anAuthorTypes(RunningProduct product) throws Exception {
        var admin = product.signInAsAdmin();
        var workspace = admin.post(
                        "/api/workspaces",
                        new JsonObject().put("key", "shown-to-authors").put("name", "Shown to authors"))
                .expect(200)
                .data()
                .getString("id");
        var terminal = new Terminal(folder, product);
        terminal.set("ADMIN", product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD));
        terminal.set("WS", workspace);
        Files.write(folder.resolve("hello-1.1.0.jar"), Repacked.inVersion("1.1.0", BundledExtension.HELLO.bytes()));

        var commands = ShownPage.EXTENSIONS.run();
        var said = new StringBuilder();
        for (var command : commands) {
            said.append(terminal.type(command));
        }

        assertThat(commands).hasSize(15);
        assertThat(said)
                .contains("Moin, Ada!", "is good", "is signed by", "\"signedBy\":\"", "\"planHash\":\"")
                .containsSubsequence("\"version\":\"1.1.0\"", "\"version\":\"1.0.0\"");
        admin.get("/api/workspaces/" + workspace + "/extensions/hello").expect(404);
    }

    @Test
    void anAuthorsFirstCommandsAreThoseOfTheScriptThatDoesThem() throws IOException {
        var script = Files.readString(Path.of("src/test/scripts/author.sh"));

        assertThat(ShownPage.EXTENSIONS.shown()).element(0).asString().startsWith("guildhall extension new polls");
        assertThat(ShownPage.EXTENSIONS.shown()).element(1).asString().startsWith("cd polls && mvn package");
        assertThat(script).contains("$GUILDHALL extension new \"$KEY\"\ncd \"$KEY\"\n$MVN package ");
    }

    @Test
    void whatBeginsAServerIsTakenByTheCommandLine() throws IOException {
        for (var page : List.of(ShownPage.EXTENSIONS, ShownPage.DISTRIBUTION)) {
            var starts = page.shown().stream()
                    .filter(command -> command.matches("(bin/)?guildhall (?!extension ).*"))
                    .toList();
            assertThat(starts).as(page.toString()).isNotEmpty().allSatisfy(command -> {
                var said = new StringWriter();
                var arguments = command.replaceFirst("#.*", "").strip().split("\\s+");
                assertThat(CommandLineOnly.run(
                                said,
                                List.of(arguments).subList(1, arguments.length).toArray(String[]::new)))
                        .as(said.toString())
                        .isZero();
            });
        }
    }

    @Test
    void whatTheServiceIsInstalledFromIsInTheArchive() throws IOException {
        var assembly = Files.readString(Path.of("src/distribution/assembly.xml"));
        var copied = ShownPage.DISTRIBUTION.shown().stream()
                .filter(command -> command.startsWith("cp ") && !command.startsWith("cp -a . "))
                .map(command -> command.split(" ")[1])
                .toList();

        assertThat(copied).hasSize(2).allSatisfy(file -> {
            assertThat(Path.of("src/distribution", file)).isRegularFile();
            assertThat(assembly).contains("<outputDirectory>" + file.replaceFirst("/.*", "") + "</outputDirectory>");
        });
    }

    @Test
    void theSecretsThatAreMadeForContainersAreTaken() throws Exception {
        var terminal = new Terminal(folder, PRODUCT.get());
        Files.createDirectories(folder.resolve("deploy/compose"));

        var commands = ShownPage.DEPLOYMENTS.run();
        terminal.type(String.join("\n", commands)); // in one shell, for the first goes to their folder

        var secrets = folder.resolve("deploy/compose/secrets");
        assertThat(commands).hasSize(6);
        assertTaken(ServerSettings.DATABASE_URL, secrets.resolve("database-url"));
        assertTaken(ServerSettings.SECRET_KEY, secrets.resolve("secret-key"));
        assertThat(secrets.resolve("admin-password")).content().hasSizeGreaterThan(20);
        assertThat(secrets.resolve("database-url"))
                .content()
                .contains(Files.readString(secrets.resolve("database-password")).strip());
    }

    private static void assertTaken(Setting<?> setting, Path file) throws IOException {
        assertThat(setting.read(Files.readString(file).strip(), "in " + file)).isNotNull();
    }
}
