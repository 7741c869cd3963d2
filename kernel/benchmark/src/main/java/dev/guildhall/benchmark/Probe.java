package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Somebody who works steadily in a workspace of their own: reads it, lists its members, publishes an event, and signs in
 * now and then. A request is due at its time whatever became of those before it, and its latency counts from there.
 */
final class Probe implements AutoCloseable {

    private static final int PER_SECOND = 60;
    private static final int SIGN_IN_EVERY = 2 * PER_SECOND;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Another network than that of the floods, as a trusted proxy says. */
    private static final String NETWORK = "198.51.100.7";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<HttpRequest> work;
    private final HttpRequest signIn;

    Probe(URI base, String email, String password, String token, String workspace) {
        var path = "/api/workspaces/" + workspace;
        var credentials = new JsonObject().put("email", email).put("password", password);
        var event = new JsonObject().put("type", "probe.noted").put("data", new JsonObject());
        this.work = List.of(
                bearing(token, base.resolve(path)).build(),
                bearing(token, base.resolve(path + "/members?pageSize=20")).build(),
                bearing(token, base.resolve(path + "/events"))
                        .POST(BodyPublishers.ofString(event.encode()))
                        .build());
        this.signIn = json(base.resolve("/api/auth/login"))
                .POST(BodyPublishers.ofString(credentials.encode()))
                .build();
    }

    /** Latencies in milliseconds, of the work and of the slowest sign-in, and what was not answered as it should be. */
    record Reading(double p50, double p99, double signIn, List<String> faults) {}

    /** Works for some seconds and until all of it was answered. */
    Reading read(int seconds) throws Exception {
        var latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        var signIns = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        var faults = new ConcurrentLinkedQueue<String>();
        var sent = new ArrayList<CompletableFuture<?>>();
        var begin = System.nanoTime();
        for (var i = 0; i < seconds * PER_SECOND; i++) {
            var due = begin + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            sent.add(at(due, work.get(i % work.size()), latencies, faults));
            if (i % SIGN_IN_EVERY == 0) {
                sent.add(at(due, signIn, signIns, faults));
            }
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(seconds + 60L, TimeUnit.SECONDS);
        return new Reading(
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                signIns.getMaxValue() / 1e3,
                List.copyOf(faults));
    }

    private CompletableFuture<?> at(
            long due, HttpRequest request, ConcurrentHistogram latencies, ConcurrentLinkedQueue<String> faults) {
        var later = CompletableFuture.delayedExecutor(due - System.nanoTime(), TimeUnit.NANOSECONDS, clock);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(now -> http.sendAsync(request, BodyHandlers.ofString()))
                .handle((answer, failure) -> {
                    latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
                    if (failure != null || answer.statusCode() >= 300) {
                        faults.add(request.method() + " " + request.uri().getPath() + ": " + outcome(answer, failure));
                    }
                    return null;
                });
    }

    private static String outcome(HttpResponse<String> answer, Throwable failure) {
        return failure == null ? answer.statusCode() + " " + answer.body() : failure.toString();
    }

    private static HttpRequest.Builder bearing(String token, URI uri) {
        return json(uri).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder json(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", NETWORK);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
