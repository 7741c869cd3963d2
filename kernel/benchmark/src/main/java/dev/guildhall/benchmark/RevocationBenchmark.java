package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From the answer that a member was removed to the end of the event stream they had open, while others listen on. The
 * members come and go in turns, each time with a stream anew.
 */
final class RevocationBenchmark {

    private static final int MEMBERS = 10;
    private static final int OTHERS = 20;
    private static final List<String> JVM = List.of("-Xmx512m");
    private static final String PASSWORD = "benchmark-password-2";

    private final int removals;
    private final List<InputStream> streams = new ArrayList<>();

    private record Person(String id, ApiClient client) {}

    RevocationBenchmark(int removals) {
        this.removals = removals;
    }

    void run() throws Exception {
        var directory = Files.createTempDirectory("guildhall-benchmark");
        try (var product = Product.start(JVM, directory.resolve("data"))) {
            var administrator = product.signIn();
            var workspace = workspace(administrator);
            var members = new ArrayList<Person>();
            for (var i = 0; i < MEMBERS; i++) {
                members.add(person(administrator, product.base(), i));
            }
            for (var i = 0; i < OTHERS; i++) {
                streams.add(stream(administrator, workspace));
            }
            measure(administrator, workspace, members, MEMBERS);
            report(measure(administrator, workspace, members, removals));
        }
    }

    private Histogram measure(ApiClient administrator, String workspace, List<Person> members, int times)
            throws Exception {
        var histogram = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var i = 0; i < times; i++) {
            histogram.recordValue(
                    TimeUnit.NANOSECONDS.toMicros(removal(administrator, workspace, members.get(i % MEMBERS))));
        }
        return histogram;
    }

    private static long removal(ApiClient administrator, String workspace, Person member) throws Exception {
        var seat = new JsonObject().put("userId", member.id()).put("role", "MEMBER");
        administrator.call("POST", workspace + "/members", seat);
        var stream = stream(member.client(), workspace);
        var ended = CompletableFuture.supplyAsync(() -> end(stream));
        administrator.call("DELETE", workspace + "/members/" + member.id(), null);
        var removed = System.nanoTime();
        return Math.max(0, ended.get(10, TimeUnit.SECONDS) - removed);
    }

    private static long end(InputStream stream) {
        try (stream) {
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            throw new IllegalStateException("The stream broke off instead of ending", broken);
        }
        return System.nanoTime();
    }

    private static InputStream stream(ApiClient client, String workspace) throws Exception {
        return client.stream(workspace + "/events/stream", 0);
    }

    private static String workspace(ApiClient administrator) throws Exception {
        var made = administrator.call(
                "POST",
                "/api/workspaces",
                new JsonObject().put("key", "revocation").put("name", "Revocation"));
        return "/api/workspaces/" + made.getJsonObject("data").getString("id");
    }

    private static Person person(ApiClient administrator, URI base, int number) throws Exception {
        var email = "member" + number + "@benchmark.example";
        var account = new JsonObject()
                .put("email", email)
                .put("fullName", "Member " + number)
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
        var id = administrator
                .call("POST", "/api/admin/users", account)
                .getJsonObject("data")
                .getString("id");
        return new Person(id, ApiClient.signIn(base, email, PASSWORD));
    }

    private void report(Histogram histogram) {
        System.out.printf(
                Locale.ROOT,
                "from a member's removal to the end of their stream, %d times: p50 %.1f ms, p99 %.1f ms, worst %.1f ms%n",
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }
}
