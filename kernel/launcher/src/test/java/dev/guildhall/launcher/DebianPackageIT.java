package dev.guildhall.launcher;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.guildhall.testkit.HttpTester;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package that operators of Debian and its kin install; where a machine has no tools of theirs, nothing is tried. */
class DebianPackageIT {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("guildhall.distribution"));

    /** What an installation puts into places of the machine. */
    private static final List<Path> PLACES = Stream.of(
                    "/opt/guildhall",
                    "/usr/bin/guildhall",
                    "/etc/guildhall/guildhall.yaml",
                    "/usr/lib/systemd/system/guildhall.service")
            .map(Path::of)
            .toList();

    private static final Path DATA = Path.of("/var/lib/guildhall");

    @TempDir
    static Path folder;

    private static Path made;

    @BeforeAll
    static void pack() throws Exception {
        assumeThat(hasAll("dpkg", "dpkg-deb")).as("a dpkg").isTrue();
        assumeThat(Path.of(System.getProperty("java.home"), "jmods", "java.base.jmod"))
                .as("the modules of a JDK")
                .exists();
        Files.createSymbolicLink(folder.resolve(DISTRIBUTION.getFileName()), DISTRIBUTION.toAbsolutePath());
        var packing = new ProcessBuilder(
                "src/distribution/package.sh", folder.toString(), System.getProperty("guildhall.version"));
        packing.environment().put("JAVA_HOME", System.getProperty("java.home"));
        run(packing);
        made = only(".deb");
    }

    private static boolean hasAll(String... programs) {
        return Stream.of(programs)
                .allMatch(program -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, program))));
    }

    private static Path only(String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            var all = files.filter(file -> file.toString().endsWith(suffix)).toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    /** What it says, when it ends well. */
    private static String run(ProcessBuilder builder) throws Exception {
        var said = Files.createTempFile(folder, "run", ".log");
        var process =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(10, MINUTES))
                .as("%s ends", builder.command())
                .isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", builder.command(), Files.readString(said))
                .isZero();
        return Files.readString(said);
    }

    private static String run(String... command) throws Exception {
        return run(new ProcessBuilder(command));
    }

    @Test
    void bringsAJavaOfItsOwn() throws Exception {
        var unpacked = folder.resolve("unpacked");
        run("dpkg-deb", "-x", made.toString(), unpacked.toString());
        var program = new ProcessBuilder(
                unpacked.resolve("opt/guildhall/bin/guildhall").toString(), "--version");
        program.environment().keySet().retainAll(List.of("PATH"));
        program.environment().put("GUILDHALL_CACHE_DIR", "");

        assertThat(run(program)).contains(System.getProperty("guildhall.version"));
        assertThat(run("dpkg-deb", "--field", made.toString(), "Package")).isEqualToIgnoringNewLines("guildhall");
    }

    @Test
    void isInstalledAndStartedAndRemovedAgain() throws Exception {
        assumeThat(System.getProperty("user.name")).as("who may install").isEqualTo("root");
        assumeThat(hasAll("setpriv", "deluser")).isTrue();
        assumeThat(Stream.concat(PLACES.stream(), Stream.of(DATA)))
                .as("an installation that is not this test's")
                .noneMatch(Files::exists);
        try {
            run("dpkg", "-i", made.toString());
            assertThat(PLACES).allMatch(Files::exists);
            assertThat(Files.getOwner(DATA).getName()).isEqualTo("guildhall");

            serve();

            run("dpkg", "--purge", "guildhall");
            assertThat(PLACES).noneMatch(Files::exists);
            assertThat(DATA.resolve("master.key")).as("what was stored").exists();
        } finally {
            run("dpkg", "--purge", "--force-all", "guildhall");
            run("rm", "-rf", DATA.toString());
            run("sh", "-c", "if getent passwd guildhall >/dev/null; then deluser --quiet guildhall; fi");
        }
    }

    /** As its unit has it done, but for systemd, which few containers have. */
    private static void serve() throws Exception {
        var port = freePort();
        var log = folder.resolve("serve.log");
        var builder = new ProcessBuilder(
                        "setpriv",
                        "--reuid=guildhall",
                        "--regid=guildhall",
                        "--init-groups",
                        "--reset-env",
                        "env",
                        "GUILDHALL_CACHE_DIR=",
                        "GUILDHALL_CONFIG=/etc/guildhall/guildhall.yaml",
                        "GUILDHALL_DATA_DIR=" + DATA,
                        "/usr/bin/guildhall",
                        "serve",
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--management-port=" + freePort())
                .directory(DATA.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        var process = builder.start();
        try {
            Awaitility.await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                HttpTester.of("http://127.0.0.1:" + port).get("/health/ready").expect(200);
            });
            assertThat(process.info().user()).isEqualTo(Optional.of("guildhall"));
            process.destroy();
            assertThat(process.waitFor(60, SECONDS)).as("it stops").isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
