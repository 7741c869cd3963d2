package dev.guildhall.db.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another JVM that owns an embedded PostgreSQL, to be treated badly by a test. */
final class OwnerJvm implements AutoCloseable {

    private static final String READY = "ready";

    private final Process process;

    private OwnerJvm(Process process) {
        this.process = process;
    }

    /** Returns when the other JVM has a server on {@code data} and has committed a row into the table {@code kept}. */
    static OwnerJvm on(Path data, Path binaries) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnerJvm.class.getName(),
                        data.toString(),
                        binaries.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(READY)) {
                return new OwnerJvm(process);
            }
        }
        throw new IllegalStateException("The other JVM ended before it was ready");
    }

    public static void main(String[] arguments) throws Exception {
        var options = EmbeddedPostgres.Options.in(Path.of(arguments[0])).withBinariesIn(Path.of(arguments[1]));
        var postgres = EmbeddedPostgres.start(options);
        String url = postgres.jdbcUrl(EmbeddedPostgres.DATABASE);
        try (var connection = DriverManager.getConnection(url, postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("create table kept (word text)");
            statement.execute("insert into kept values ('kept')");
        }
        System.out.println(READY);
        while (System.in.read() >= 0) {}
    }

    long pid() {
        return process.pid();
    }

    /** Kills the shells that watch over the server, without which nobody stops it. */
    void killWatchdogs() {
        var shells = process.descendants()
                .filter(child -> !child.info().command().orElse("").contains("postgres"))
                .toList();
        // With the outer one the pipe closes that the inner one listens to, so the inner one goes first.
        shells.stream().filter(shell -> !isChild(shell)).forEach(ProcessHandle::destroyForcibly);
        shells.stream().filter(this::isChild).forEach(ProcessHandle::destroyForcibly);
    }

    private boolean isChild(ProcessHandle handle) {
        return handle.parent().map(ProcessHandle::pid).equals(Optional.of(process.pid()));
    }

    void killMinusNine() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    /** Ends it and waits for what it started, which writes into the directory until it has ended. */
    @Override
    public void close() {
        var started = process.descendants().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        process.destroyForcibly();
        CompletableFuture.allOf(started).orTimeout(30, TimeUnit.SECONDS).join();
    }
}
