package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody who works steadily in a workspace of their own: reads it, lists its members, publishes an event, and signs in
 * now and then. A request is due at its time whatever became of those before it, and its latency counts from there.
 */
final class Probe implements AutoCloseable {

    private static final int PER_SECOND = 60;
    private static final double SIGN_INS_PER_SECOND = 0.5;

    /** Another network than that of the floods, as a trusted proxy says. */
    private static final String NETWORK = "198.51.100.7";

    private final Timetable timetable = new Timetable();
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
        var both = Timetable.await(
                seconds,
                List.of(
                        timetable.run(PER_SECOND, seconds, i -> work.get(i % work.size())),
                        timetable.run(SIGN_INS_PER_SECOND, seconds, i -> signIn)));
        var worked = both.get(0);
        var signedIn = both.get(1);
        return new Reading(
                worked.p50(),
                worked.p99(),
                signedIn.slowest(),
                Stream.concat(worked.faults().stream(), signedIn.faults().stream())
                        .toList());
    }

    private static HttpRequest.Builder bearing(String token, URI uri) {
        return json(uri).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder json(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(Timetable.LIMIT)
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", NETWORK);
    }

    @Override
    public void close() {
        timetable.close();
    }
}
