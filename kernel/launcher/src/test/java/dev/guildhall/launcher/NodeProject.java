package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script of Node.js with the published packages it needs, and what it says in lines of JSON. */
final class NodeProject {

    private final Path folder;

    private NodeProject(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies a folder of resources and installs what its lock file names. Where there is no Node.js the test is skipped,
     * unless the environment says {@code REQUIRE_NODE}.
     */
    static NodeProject install(String resources, Path folder) throws Exception {
        var project = new NodeProject(folder);
        require(
                project.ends("node", "--version") && project.ends("npm", "--version"),
                "There is no Node.js with npm here.");
        require(project.ends("npm", "ping"), "The registry of npm is out of reach.");
        try (Stream<Path> files = Files.list(Path.of("src/test/resources", resources))) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        assertThat(project.ends("npm", "ci", "--no-audit", "--no-fund")).isTrue();
        return project;
    }

    static void require(boolean there, String otherwise) {
        if (System.getenv("REQUIRE_NODE") == null) {
            assumeTrue(there, otherwise);
        } else {
            assertThat(there).as(otherwise).isTrue();
        }
    }

    /** A run of a script that may go on. */
    record Run(Process process, Path log) {

        List<JsonObject> said() throws IOException {
            return Files.readAllLines(log).stream().map(JsonObject::new).toList();
        }

        /** All it says, once it has ended in good order. */
        List<JsonObject> ended() throws Exception {
            requireGoodOrder(Duration.ofMinutes(1));
            return said();
        }

        /** Waits until it has ended; fails with all that it said unless that was in good order. */
        void requireGoodOrder(Duration limit) throws Exception {
            assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        }
    }

    Run run(String script, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        var log = Files.createTempFile(folder, "run", ".log");
        return new Run(start(log, command), log);
    }

    /** Whether the Node.js that is here is of this major version or a later one. */
    boolean isAtLeast(int major) throws Exception {
        return ends("node", "-e", "process.exit(parseInt(process.versions.node) >= " + major + " ? 0 : 1)");
    }

    private boolean ends(String... command) throws Exception {
        try {
            var process = start(folder.resolve("tools.log"), List.of(command));
            return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private Process start(Path log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
