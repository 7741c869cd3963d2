package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code GET /api/workspaces/{id}} at 64 connections, beside the {@link BareServer} on the same PostgreSQL: the two take
 * turns, and the median of the rounds' ratios counts.
 */
final class ReadBenchmark {

    private static final int CONNECTIONS = 64;
    private static final int WORKSPACES = 128;
    private static final List<String> JVM = List.of("-Xmx512m");

    private final int rounds;
    private final int seconds;

    ReadBenchmark(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    void run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres = EmbeddedPostgres.startTemporary();
                var product = Product.start(
                        JVM, workplace.data(), "--database-url", postgres.url(EmbeddedPostgres.DATABASE))) {
            var requests = requests(product.signIn());
            var barePort = Product.freePort();
            var bare = startBare(barePort, postgres.url(EmbeddedPostgres.DATABASE), product.base());
            try {
                var ours = new Load(vertx, product.base(), requests);
                var theirs = new Load(vertx, URI.create("http://127.0.0.1:" + barePort), requests);
                ours.run(CONNECTIONS, seconds);
                theirs.run(CONNECTIONS, seconds);
                compare(ours, theirs);
                System.out.printf(Locale.ROOT, "memory of the product after the load: %d MiB%n", product.residentMiB());
            } finally {
                bare.destroy();
            }
        } finally {
            vertx.close();
        }
    }

    private void compare(Load ours, Load theirs) throws Exception {
        var ratios = new ArrayList<Double>();
        System.out.println("round  product req/s   p50 ms   p99 ms  errors   bare req/s   p50 ms   p99 ms   ratio");
        for (var round = 1; round <= rounds; round++) {
            var product = ours.run(CONNECTIONS, seconds);
            var bare = theirs.run(CONNECTIONS, seconds);
            ratios.add(product.perSecond() / bare.perSecond());
            System.out.printf(
                    Locale.ROOT,
                    "%5d  %13.0f %8.2f %8.2f %7d %12.0f %8.2f %8.2f %7.2f%n",
                    round,
                    product.perSecond(),
                    product.p50(),
                    product.p99(),
                    product.errors(),
                    bare.perSecond(),
                    bare.p50(),
                    bare.p99(),
                    ratios.get(ratios.size() - 1));
        }
        ratios.sort(null);
        System.out.printf(
                Locale.ROOT,
                "ratio product/bare: median %.2f, min %.2f, max %.2f%n",
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    private static List<Buffer> requests(ApiClient admin) throws Exception {
        var requests = new ArrayList<Buffer>();
        for (var i = 0; i < WORKSPACES; i++) {
            var workspace = new JsonObject().put("key", "bench-" + i).put("name", "Benchmark " + i);
            var created = admin.call("POST", "/api/workspaces", workspace).getJsonObject("data");
            requests.add(Load.get("/api/workspaces/" + created.getString("id"), admin.token()));
        }
        return requests;
    }

    private static Process startBare(int port, String database, URI product) throws Exception {
        var command = new ArrayList<>(List.of(Product.java()));
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName()));
        command.addAll(List.of(
                "" + port, database, product.resolve("/.well-known/jwks.json").toString()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"ready".equals(process.inputReader().readLine())) {
            throw new IllegalStateException("The bare server did not start");
        }
        return process;
    }
}
