package dev.guildhall.benchmark;

import dev.guildhall.benchmark.Timetable.Reading;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Wrong passwords that keep coming, each from an address of its own, beside three people who have nothing to do with them:
 * one works, one signs in where they have signed in before, and one where they never were. The first two must be answered
 * as on a quiet day, and who comes from nowhere is signed in or asked to try again.
 */
final class WrongPasswords {

    private static final int READS_PER_SECOND = 100;
    private static final int KNOWN_PER_SECOND = 5;
    private static final int STRANGERS_PER_SECOND = 1;
    private static final int HURRYING = 16;
    private static final int WARM_UP_SECONDS = 60;
    private static final String KNOWN_ADDRESS = "203.0.113.200";
    /** Bad credentials, too many attempts, and too many people at once. */
    private static final Set<String> REFUSALS = Set.of("401", "429", "503");

    private static final Set<String> STRANGERS_ANSWERS = Set.of("200", "503");

    private final URI base;
    private final int seconds;
    private final List<HttpRequest> reads;

    WrongPasswords(Product product, ApiClient admin, SignIns people, int seconds) throws Exception {
        this.base = product.base();
        this.seconds = seconds;
        for (var name : List.of("known", "stranger", "victim")) {
            people.account(email(name));
        }
        var workspace = admin.call(
                        "POST",
                        "/api/workspaces",
                        new JsonObject().put("key", "quiet").put("name", "Quiet"))
                .getJsonObject("data")
                .getString("id");
        var path = base.resolve("/api/workspaces/" + workspace);
        this.reads = List.of(read(admin, path), read(admin, URI.create(path + "/members?pageSize=20")));
    }

    private static HttpRequest read(ApiClient by, URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(Timetable.LIMIT)
                .header("Authorization", "Bearer " + by.token())
                .build();
    }

    private static String email(String name) {
        return name + "@flooded.example";
    }

    List<String> run(int perSecond) throws Exception {
        var faults = new ArrayList<String>();
        try (var timetable = new Timetable()) {
            warmUp(timetable, perSecond);
            beside(timetable, faults, "quiet", 0, i -> null);
            beside(timetable, faults, "for as many accounts", perSecond, i -> guess("nobody" + i, i));
            beside(timetable, faults, "quiet again", 0, i -> null);
            beside(timetable, faults, "for one account", perSecond, i -> guess("victim", i));
        }
        return faults;
    }

    /** Until what compiles code has little left to do: it competes with what is measured, and a server has been up for long. */
    private void warmUp(Timetable timetable, int perSecond) throws Exception {
        var refused = signIn(
                new JsonObject().put("email", email("nobody")).put("password", "guessed-password-1"), "203.0.113.201");
        var hurrying =
                timetable.hurry(HURRYING, WARM_UP_SECONDS, i -> i % 2 == 0 ? reads.get(i / 2 % reads.size()) : refused);
        timetable.run(perSecond, WARM_UP_SECONDS, i -> guess("early" + i, i)).get();
        hurrying.get();
    }

    private HttpRequest guess(String name, int number) {
        var body = new JsonObject().put("email", email(name)).put("password", "guessed-password-" + number);
        return signIn(body, address(20, number));
    }

    private void beside(
            Timetable timetable, List<String> faults, String what, int perSecond, IntFunction<HttpRequest> guesses)
            throws Exception {
        var running = new ArrayList<CompletableFuture<Reading>>(List.of(
                timetable.run(READS_PER_SECOND, seconds, i -> reads.get(i % reads.size())),
                timetable.run(
                        KNOWN_PER_SECOND, seconds, i -> signIn(SignIns.credentials(email("known")), KNOWN_ADDRESS)),
                timetable.run(
                        STRANGERS_PER_SECOND,
                        seconds,
                        i -> signIn(SignIns.credentials(email("stranger")), address(40, what.hashCode() + i)))));
        if (perSecond > 0) {
            running.add(timetable.run(perSecond, seconds, guesses));
        }
        var readings = Timetable.await(seconds, running);
        System.out.println(what + (perSecond == 0 ? "" : ", " + perSecond + " wrong passwords a second"));
        report("reads", readings.get(0), Set.of("200"), what, faults);
        report("sign-ins where known", readings.get(1), Set.of("200"), what, faults);
        report("sign-ins of a stranger", readings.get(2), STRANGERS_ANSWERS, what, faults);
        if (perSecond > 0) {
            report("wrong passwords", readings.get(3), REFUSALS, what, faults);
        }
    }

    private static void report(String who, Reading reading, Set<String> expected, String what, List<String> faults) {
        System.out.printf(
                Locale.ROOT,
                "  %-22s p50 %7.1f ms   p99 %8.1f ms   slowest %8.1f ms   answers %s%n",
                who,
                reading.p50(),
                reading.p99(),
                reading.slowest(),
                reading.answers());
        reading.answers().keySet().stream()
                .filter(answer -> !expected.contains(answer))
                .forEach(answer -> faults.add(what + ": " + who + " were answered " + answer));
    }

    private HttpRequest signIn(JsonObject body, String address) {
        return HttpRequest.newBuilder(base.resolve(SignIns.LOGIN))
                .timeout(Timetable.LIMIT)
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", address)
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }

    /** Another one for each number, in networks that all begin alike. */
    private static String address(int first, int number) {
        return first + "." + (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }
}
