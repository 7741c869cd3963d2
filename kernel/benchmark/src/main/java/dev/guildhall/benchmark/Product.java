package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product as a process of its own, started from its runnable jar, and a client of its API. */
final class Product implements AutoCloseable {

    private static final String EMAIL = "admin@benchmark.example";
    private static final String PASSWORD = "benchmark-password-1";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final URI base;
    private final Duration startTime;
    private String token;

    private Product(Process process, URI base, Duration startTime) {
        this.process = process;
        this.base = base;
        this.startTime = startTime;
    }

    /** Starts {@code serve} and waits until it is ready; JVM options come before, flags of the product after. */
    static Product start(List<String> jvmOptions, Path data, String... flags) throws Exception {
        var port = freePort();
        var command = new ArrayList<>(List.of(java()));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar().toString(), "serve", "--port", "" + port));
        command.addAll(List.of("--management-port", "" + freePort(), "--data-dir", data.toString()));
        command.addAll(List.of(flags));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolveSibling(data.getFileName() + ".log").toFile());
        builder.environment().putAll(Map.of("GUILDHALL_ADMIN_EMAIL", EMAIL, "GUILDHALL_ADMIN_PASSWORD", PASSWORD));
        var started = System.nanoTime();
        var process = builder.start();
        var base = URI.create("http://127.0.0.1:" + port);
        awaitReady(process, base);
        return new Product(process, base, Duration.ofNanos(System.nanoTime() - started));
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
        for (var line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("No VmRSS in the status of process " + pid());
    }

    /** An access token of the administrator; good for a quarter of an hour. */
    String token() throws Exception {
        var credentials = new JsonObject().put("email", EMAIL).put("password", PASSWORD);
        token = null;
        token = call("POST", "/api/auth/login", credentials)
                .getJsonObject("data")
                .getString("accessToken");
        return token;
    }

    JsonObject call(String method, String path, JsonObject body) throws Exception {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    method + " " + path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
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

    private static Path jar() {
        var jar = Path.of("kernel/launcher/target/guildhall.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("Run from the project's root, after mvn -q -DskipTests package");
        }
        return jar;
    }

    private static void awaitReady(Process process, URI base) throws Exception {
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
