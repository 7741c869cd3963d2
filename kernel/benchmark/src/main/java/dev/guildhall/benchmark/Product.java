package dev.guildhall.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product as a process of its own, started from its runnable jar. */
final class Product implements AutoCloseable {

    private static final String EMAIL = "admin@benchmark.example";
    private static final String PASSWORD = "benchmark-password-1";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final ProcessBuilder builder;
    private final Process process;
    private final URI base;
    private final Duration startTime;

    private Product(ProcessBuilder builder, Process process, URI base, Duration startTime) {
        this.builder = builder;
        this.process = process;
        this.base = base;
        this.startTime = startTime;
    }

    /**
     * Starts {@code serve} and waits until it is ready; JVM options come before, flags of the product after. What it
     * prints is appended to a file beside its data, see {@link #log}.
     */
    static Product start(List<String> jvmOptions, Path data, String... flags) throws Exception {
        var port = freePort();
        var command = new ArrayList<>(List.of(java()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar().toString(), "serve", "--port", "" + port));
        command.addAll(List.of("--management-port", "" + freePort(), "--data-dir", data.toString()));
        command.addAll(List.of(flags));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log(data).toFile()));
        builder.environment().putAll(Map.of("GUILDHALL_ADMIN_EMAIL", EMAIL, "GUILDHALL_ADMIN_PASSWORD", PASSWORD));
        return start(builder, URI.create("http://127.0.0.1:" + port));
    }

    private static Product start(ProcessBuilder builder, URI base) throws Exception {
        var started = System.nanoTime();
        var process = builder.start();
        try {
            awaitReady(process, base);
        } catch (Exception failure) {
            process.destroyForcibly();
            throw failure;
        }
        return new Product(builder, process, base, Duration.ofNanos(System.nanoTime() - started));
    }

    /** Where the product with this data directory logs to. */
    static Path log(Path data) {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    URI base() {
        return base;
    }

    Duration startTime() {
        return startTime;
    }

    long pid() {
        return process.pid();
    }

    /** Resident memory in MiB, as the kernel counts it; Linux only. */
    long residentMiB() throws IOException {
        return status("VmRSS:");
    }

    /** The most it ever was. */
    long peakMiB() throws IOException {
        return status("VmHWM:");
    }

    private long status(String what) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith(what)) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("No " + what + " in the status of process " + pid());
    }

    /** A client signed in as the administrator. */
    ApiClient signIn() throws Exception {
        return ApiClient.signIn(base, EMAIL, PASSWORD);
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it once more with the same flags, on the same port and data, and waits until it is ready. */
    Product again() throws Exception {
        return start(builder, base);
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static Path jar() {
        var jar = Path.of("kernel/launcher/target/guildhall.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("Run from the project's root, after mvn -q -DskipTests package");
        }
        return jar;
    }

    static void awaitReady(Process process, URI base) throws Exception {
        var deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (isReady(base)) {
                return;
            }
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The product ended with " + process.exitValue());
            }
        }
        throw new IllegalStateException("The product was not ready within " + START_LIMIT);
    }

    /** Asks with as little as it takes, for the product starts on the same processors. */
    private static boolean isReady(URI base) {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write("GET /health/ready HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return status.endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }
}
