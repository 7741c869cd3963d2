package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an author who has the artifacts of this build and nothing else of this tree, and no network. */
class AuthorIT {

    private static final Path TREE = Path.of(System.getProperty("guildhall.tree"));
    private static final String VERSION = System.getProperty("guildhall.version");
    private static final String POM = "target/.flattened-pom.xml";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([a-z-]+)</artifactId>");
    private static final Pattern PARENT = Pattern.compile("(?s)<parent>.*?</parent>");

    @TempDir
    Path folder;

    @Test
    void leadsFromNothingToAnExtensionThatCameAndWent() throws Exception {
        assumeThat(List.of(System.getenv("PATH").split(File.pathSeparator)))
                .as("curl, by which the script asks the server")
                .anyMatch(place -> Files.isExecutable(Path.of(place, "curl")));
        // One of its own: what the others of this build share was made and is gone with their JVM.
        try (var product = RunningProduct.startOnNothing(folder.resolve("data"), ClassArchive.using())) {
            follow(product, repository(folder.resolve("repository")));
        }
    }

    private void follow(RunningProduct product, Path repository) throws IOException, InterruptedException {
        var admin = product.signInAsAdmin();
        var workspace = admin.post(
                        "/api/workspaces", new JsonObject().put("key", "author").put("name", "Author"))
                .expect(200)
                .data()
                .getString("id");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        "sh",
                        Path.of("src/test/scripts/author.sh").toAbsolutePath().toString(),
                        "polls")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment()
                .putAll(Map.of(
                        "GUILDHALL",
                        java + " -XX:TieredStopAtLevel=1 -jar " + System.getProperty("guildhall.jar"),
                        "MVN",
                        System.getProperty("maven.home") + "/bin/mvn -o -q -B -Dmaven.repo.local=" + repository,
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "API",
                        product.url() + "/api",
                        "ADMIN",
                        product.token(RunningProduct.ADMIN, RunningProduct.PASSWORD),
                        "WS",
                        workspace));

        var script = builder.start();

        assertThat(script.waitFor(10, TimeUnit.MINUTES)).as("it ends").isTrue();
        var said = Files.readString(folder.resolve("said"));
        assertThat(script.exitValue()).as(said).isZero();
        assertThat(said).contains("polls came and went");
    }

    /** What {@code mvn install} of this tree and a build of it before leave in a local repository. */
    private static Path repository(Path made) throws IOException {
        var local = Path.of(System.getProperty("maven.repository"));
        linkAll(local, made, "dev");
        if (Files.exists(local.resolve("dev"))) {
            linkAll(local.resolve("dev"), made.resolve("dev"), "guildhall");
        }
        for (var module : modules()) {
            var pom = Files.readString(module.resolve("pom.xml"));
            var named = ARTIFACT.matcher(PARENT.matcher(pom).replaceFirst(""));
            assertThat(named.find()).isTrue();
            var name = named.group(1) + "-" + VERSION;
            var target = Files.createDirectories(
                    made.resolve("dev/guildhall").resolve(named.group(1)).resolve(VERSION));
            Files.copy(module.resolve(POM), target.resolve(name + ".pom"));
            for (var ending : List.of(".jar", "-tests.jar")) {
                var jar = module.resolve("target").resolve(name + ending);
                if (Files.exists(jar)) {
                    Files.createSymbolicLink(target.resolve(name + ending), jar);
                }
            }
        }
        return made;
    }

    private static void linkAll(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        try (var entries = Files.list(from)) {
            for (var entry : entries.filter(one -> !one.getFileName().toString().equals(except))
                    .toList()) {
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
            }
        }
    }

    /** Those that are built before this one; no author needs the others. */
    private static List<Path> modules() throws IOException {
        try (var poms = Files.find(TREE, 3, (file, is) -> file.endsWith("pom.xml"))) {
            return poms.map(Path::getParent)
                    .filter(module -> Files.exists(module.resolve(POM)))
                    .toList();
        }
    }
}
