package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/guildhall} of the distribution, with a Java that only shows what it is told; a real one has an IT. */
class ProgramTest {

    private static final Pattern MADE = Pattern.compile("-XX:ArchiveClassesAtExit=(\\S+)");
    private static final Pattern USED = Pattern.compile("-XX:SharedArchiveFile=(\\S+)");

    /** It takes archives that begin with "good", as a real one does those that it has written to their end. */
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in
              -version) echo 'openjdk version "%s" 2025-09-16' >&2 ;;
              -Xshare:on*) for one; do case $one in *File=/dev/null) ;; *File=*) grep -q '^good' "${one#*File=}" || exit 1 ;; esac; done ;;
              *) echo "$*" ;;
            esac
            """;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path home;

    private record Ended(int exitCode, String said) {

        Optional<Path> found(Pattern what) {
            var found = what.matcher(said);
            return found.find() ? Optional.of(Path.of(found.group(1))) : Optional.empty();
        }
    }

    @BeforeEach
    void unpack() throws IOException {
        home = folder.toRealPath().resolve("guildhall");
        executable(home.resolve("bin/guildhall"), Files.readString(Path.of("src/distribution/bin/guildhall")));
        Files.writeString(Files.createDirectories(home.resolve("lib")).resolve("guildhall.jar"), "a jar");
        javaOfVersion("17.0.15");
    }

    private void javaOfVersion(String version) throws IOException {
        var java = folder.resolve("java");
        executable(java.resolve("bin/java"), JAVA.formatted(version));
        environment.put("JAVA_HOME", java.toString());
    }

    @Test
    void hasAServerWriteAnArchiveThatTheNextCommandsUse() throws Exception {
        var made = archive(run("--port", "8080", "serve"));
        Files.writeString(made, "good");

        var next = run("serve");
        var other = run("export", "--workspace", "acme");

        assertThat(next.found(MADE)).isEmpty();
        assertThat(next.found(USED))
                .hasValueSatisfying(used -> assertThat(used)
                        .hasParent(home.resolve("cache"))
                        .exists()
                        .isNotEqualTo(made));
        assertThat(other.found(USED)).isEqualTo(next.found(USED));
        assertThat(other.said()).endsWith("-jar " + home.resolve("lib/guildhall.jar") + " export --workspace acme\n");
        assertThat(names(home.resolve("cache"))).hasSize(1);
    }

    @Test
    void hasNoArchiveWrittenByWhatIsNoServer() throws Exception {
        assertThat(run("serve", "--help").found(MADE)).isEmpty();
        assertThat(run("--help", "serve").found(MADE)).isEmpty();
        assertThat(run("export", "--workspace", "acme").found(MADE)).isEmpty();
    }

    @Test
    void hasTheArchiveWrittenAgainWhenTheJarOrJavaIsAnother() throws Exception {
        Files.writeString(archive(run("serve")), "good");
        assertThat(run("serve").found(USED)).isPresent();

        Files.writeString(home.resolve("lib/guildhall.jar"), "b jar");
        var ofOtherJar = run("serve");
        Files.writeString(home.resolve("lib/guildhall.jar"), "a jar");
        assertThat(run("serve").found(USED)).isPresent();
        javaOfVersion("25.0.1");
        var ofOtherJava = run("serve");

        assertThat(List.of(ofOtherJar, ofOtherJava)).allSatisfy(start -> {
            assertThat(start.found(USED)).isEmpty();
            assertThat(start.found(MADE)).isPresent();
        });
    }

    @Test
    void doesNotTakeAnArchiveThatWasNotWrittenToItsEnd() throws Exception {
        var made = archive(run("serve"));
        Files.writeString(made, "half");

        var next = run("serve");

        assertThat(next.exitCode()).isZero();
        assertThat(next.found(USED)).isEmpty();
        assertThat(next.found(MADE)).isPresent();
        assertThat(made).doesNotExist();
    }

    @Test
    void leavesAnArchiveToTheServerThatWritesIt() throws Exception {
        var made = archive(run("serve"));
        var alive = Path.of(made.toString()
                .replaceFirst("\\d+\\.new$", ProcessHandle.current().pid() + ".new"));
        Files.writeString(alive, "half");

        assertThat(run("serve").found(USED)).isEmpty();

        assertThat(alive).exists();
    }

    @Test
    void runsWithoutAnArchiveWhereNoneCanBe() throws Exception {
        environment.put("GUILDHALL_CACHE_DIR", "/dev/null/nowhere");
        var nowhere = run("serve");
        environment.put("GUILDHALL_CACHE_DIR", "");
        var unwanted = run("serve");

        assertThat(List.of(nowhere, unwanted)).allSatisfy(start -> {
            assertThat(start.exitCode()).isZero();
            assertThat(start.said()).doesNotContain("-XX").endsWith("guildhall.jar serve\n");
        });
    }

    @Test
    void isFoundByALink() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("guildhall/bin/guildhall"));

        assertThat(run(link, "--version").said())
                .endsWith("-jar " + home.resolve("lib/guildhall.jar") + " --version\n");
    }

    @Test
    void takesTheRuntimeThatIsPackedWithIt() throws Exception {
        executable(home.resolve("runtime/bin/java"), JAVA.formatted("21.0.1") + "echo the packed one");

        assertThat(run("--version").said()).endsWith("the packed one\n");
    }

    @Test
    void saysWhatToDoWithoutAJava() throws Exception {
        environment.put("JAVA_HOME", "/nowhere");
        var wrong = run("serve");
        environment.put("JAVA_HOME", "");
        environment.put("PATH", withoutJava().toString());
        var none = run("serve");

        assertThat(wrong)
                .isEqualTo(new Ended(
                        1,
                        "guildhall: JAVA_HOME is /nowhere, where there is no bin/java."
                                + " Set it to a Java 17 or later, or unset it to use that of the PATH.\n"));
        assertThat(none)
                .isEqualTo(new Ended(
                        1,
                        "guildhall: There is no Java. Install version 17 or later, such as by"
                                + " 'apt install openjdk-17-jre-headless', or set JAVA_HOME to where one is.\n"));
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        javaOfVersion("1.8.0_402");

        assertThat(run("serve"))
                .isEqualTo(new Ended(
                        1,
                        "guildhall: " + folder.resolve("java/bin/java")
                                + " is version 1.8.0_402. Guildhall needs Java 17 or later: set JAVA_HOME to one.\n"));
    }

    private static Path archive(Ended start) {
        assertThat(start.exitCode()).as(start.said()).isZero();
        return start.found(MADE).orElseThrow();
    }

    /** A PATH with the one program that is needed before Java is. */
    private Path withoutJava() throws IOException {
        var path = Files.createDirectories(folder.resolve("path"));
        for (var directory : List.of(System.getenv("PATH").split(File.pathSeparator))) {
            var program = Path.of(directory, "dirname");
            if (Files.isExecutable(program)) {
                Files.createSymbolicLink(path.resolve("dirname"), program);
                return path;
            }
        }
        throw new IllegalStateException("there is no dirname");
    }

    private Ended run(String... arguments) throws Exception {
        return run(home.resolve("bin/guildhall"), arguments);
    }

    private Ended run(Path program, String... arguments) throws Exception {
        var builder = new ProcessBuilder("/bin/sh", program.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("GUILDHALL_"));
        builder.environment().putAll(environment);
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
