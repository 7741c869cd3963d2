package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<InputStream> streams = new ArrayList<>();

    private record Person(String id, String token) {}

    RevocationBenchmark(int removals) {
        this.removals = removals;
    }

    void run() throws Exception {
        var directory = Files.createTempDirectory("guildhall-benchmark");
        try (var product = Product.start(JVM, directory.resolve("data"))) {
            var administrator = product.token();
            var workspace = workspace(product);
            var members = new ArrayList<Person>();
            for (var i = 0; i < MEMBERS; i++) {
                members.add(person(product, i));
            }
            for (var i = 0; i < OTHERS; i++) {
                streams.add(stream(product, workspace, administrator));
            }
            measure(product, workspace, members, MEMBERS);
            report(measure(product, workspace, members, removals));
        }
    }

    private Histogram measure(Product product, String workspace, List<Person> members, int times) throws Exception {
        var histogram = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var i = 0; i < times; i++) {
            histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(removal(product, workspace, members.get(i % MEMBERS))));
        }
        return histogram;
    }

    private long removal(Product product, String workspace, Person member) throws Exception {
        var seat = new JsonObject().put("userId", member.id()).put("role", "MEMBER");
        product.call("POST", workspace + "/members", seat);
        var stream = stream(product, workspace, member.token());
        var ended = CompletableFuture.supplyAsync(() -> end(stream));
        product.call("DELETE", workspace + "/members/" + member.id(), null);
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

    private InputStream stream(Product product, String workspace, String token) throws Exception {
        var request = HttpRequest.newBuilder(product.base().resolve(workspace + "/events/stream"))
                .header("Authorization", "Bearer " + token)
                .build();
        var answer = client.send(request, BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("The stream was refused with " + answer.statusCode());
        }
        return answer.body();
    }

    private static String workspace(Product product) throws Exception {
        var made = product.call(
                "POST",
                "/api/workspaces",
                new JsonObject().put("key", "revocation").put("name", "Revocation"));
        return "/api/workspaces/" + made.getJsonObject("data").getString("id");
    }

    private static Person person(Product product, int number) throws Exception {
        var email = "member" + number + "@benchmark.example";
        var account = new JsonObject()
                .put("email", email)
                .put("fullName", "Member " + number)
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
        var id = product.call("POST", "/api/admin/users", account)
                .getJsonObject("data")
                .getString("id");
        var credentials = new JsonObject().put("email", email).put("password", PASSWORD);
        var login = product.call("POST", "/api/auth/login", credentials).getJsonObject("data");
        return new Person(id, login.getString("accessToken"));
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
