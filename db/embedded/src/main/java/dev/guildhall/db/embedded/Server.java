package dev.guildhall.db.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A running {@code postgres} and the shell that watches over it.
 *
 * <p>The shell's standard input is a pipe from this JVM. However the JVM ends, the pipe closes, and the shell tells
 * PostgreSQL to disconnect its clients and stop; {@link #close} does nothing else. The signal is repeated because one
 * that arrives while PostgreSQL is still starting is lost. PostgreSQL gets a session of its own, or the Ctrl-C meant for
 * the JVM would stop the database under the requests that are still being answered.
 */
final class Server {

    static final String HOST = "127.0.0.1";

    private static final int ATTEMPTS = 3;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(75);
    private static final String WATCHDOG = """
            trap '' HUP INT QUIT TERM
            exec 3<&0 </dev/null
            if command -v setsid >/dev/null; then set -- setsid "$@"
            elif command -v perl >/dev/null; then set -- perl -MPOSIX -e 'setsid(); exec @ARGV or exit 127' -- "$@"
            fi
            "$@" >&2 3<&- &
            server=$!
            echo $server
            exec >&-
            (
              while read -r line <&3; do :; done
              tries=0
              while kill -INT $server; do
                tries=$((tries + 1))
                [ $tries -lt 60 ] || kill -QUIT $server
                sleep 1
              done
            ) 2>/dev/null &
            watcher=$!
            wait $server
            status=$?
            kill -KILL $watcher 2>/dev/null
            exit $status
            """;

    private final Process shell;
    private final int port;

    private Server(Process shell, int port) {
        this.shell = shell;
        this.port = port;
    }

    /** Starts PostgreSQL on a free port and returns when it accepts connections. */
    static Server start(
            Binaries binaries, DataDirectory data, ServerUser user, Map<String, String> settings, Duration limit)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            data.endLeftoverServer(binaries, user);
            ServerLog log = ServerLog.open(data.path(), user);
            int port = freePort();
            List<String> options = options(port, settings);
            List<String> words = words(binaries, data.path(), user, options);
            try {
                return start(words, port, data.path(), log, limit);
            } catch (EmbeddedPostgresException failed) {
                String said = log.tail();
                if (attempt == ATTEMPTS || !lostARace(said)) {
                    throw said.contains("FATAL") ? failed.adding(hints(binaries, data.path(), user, options)) : failed;
                }
            }
        }
    }

    /** The free port found was taken meanwhile, or a server whose JVM was killed while it started is still starting. */
    private static boolean lostARace(String log) {
        return log.contains("Address already in use") || log.contains("lock file \"postmaster.pid\" already exists");
    }

    private static Server start(List<String> words, int port, Path data, ServerLog log, Duration limit)
            throws IOException, InterruptedException {
        Instant begun = Instant.now();
        var server = new Server(
                Command.builder(words).redirectError(log.startup().toFile()).start(), port);
        try {
            server.awaitReady(data, begun, limit, log);
            return server;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    private static List<String> options(int port, Map<String, String> settings) {
        var options = new ArrayList<>(List.of(
                "listen_addresses=" + HOST,
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=100",
                "shared_buffers=128MB",
                "jit=off",
                "timezone=UTC"));
        options.addAll(ServerLog.settings());
        settings.forEach((name, value) -> options.add(name + "=" + value));
        return options;
    }

    private static List<String> words(Binaries binaries, Path data, ServerUser user, List<String> options) {
        var words = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "guildhall-postgres"));
        words.addAll(user.prefix());
        words.addAll(List.of(binaries.program("postgres"), "-D", data.toString()));
        options.forEach(option -> words.addAll(List.of("-c", option)));
        return words;
    }

    /**
     * What PostgreSQL advises. Its log is terse, for the details of failed queries may hold personal data; started alone,
     * without clients, it fails in the same way and says all there is to say.
     */
    private static String hints(Binaries binaries, Path data, ServerUser user, List<String> options) {
        var words = new ArrayList<>(List.of(binaries.program("postgres"), "--single", "-D", data.toString()));
        options.forEach(option -> words.addAll(List.of("-c", option)));
        words.addAll(List.of("-c", "logging_collector=off", "-c", "log_error_verbosity=default", "postgres"));
        return user.command(words.toArray(String[]::new))
                .run()
                .output()
                .lines()
                .filter(line -> line.contains("DETAIL:  ") || line.contains("HINT:  ") || line.startsWith("\t"))
                .collect(Collectors.joining("\n"));
    }

    private void awaitReady(Path data, Instant begun, Duration limit, ServerLog log)
            throws IOException, InterruptedException {
        long pid = serverPid();
        Instant deadline = begun.plus(limit);
        while (!isReady(data, pid, begun)) {
            if (shell.waitFor(10, TimeUnit.MILLISECONDS)) {
                throw new EmbeddedPostgresException(
                        "PostgreSQL ended while starting (exit code " + shell.exitValue() + "):\n" + log.lastWords());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new EmbeddedPostgresException("PostgreSQL was not ready after " + limit.toSeconds()
                        + " s; if it is recovering from a crash, allow it more time. Its log ends with:\n"
                        + log.tail());
            }
        }
    }

    private long serverPid() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII))) {
            String pid = lines.readLine();
            return pid == null ? -1 : Long.parseLong(pid);
        }
    }

    /** The file may be one that an earlier server left behind, saying ready: it must name this one. */
    private boolean isReady(Path data, long pid, Instant begun) throws IOException {
        return PostmasterFile.read(data)
                .filter(file -> file.pid() == pid && file.port() == port && file.startedAt() >= begun.getEpochSecond())
                .filter(PostmasterFile::ready)
                .isPresent();
    }

    int port() {
        return port;
    }

    /** Completes with the server's exit code when it has ended, whoever ended it. */
    CompletableFuture<Integer> ended() {
        return shell.onExit().thenApply(Process::exitValue);
    }

    /** Disconnects all clients, stops the server and waits for it. Does nothing when it has ended. */
    void close() throws IOException {
        closeInput();
        boolean interrupted = false;
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (shell.isAlive() && System.nanoTime() < deadline) {
            try {
                shell.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (shell.isAlive()) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
            throw new EmbeddedPostgresException("PostgreSQL did not stop within " + STOP_LIMIT.toSeconds()
                    + " s and was killed; it will recover at the next start.");
        }
    }

    private void closeInput() {
        try {
            shell.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            // The shell has ended, and with it the server.
        }
    }
}
