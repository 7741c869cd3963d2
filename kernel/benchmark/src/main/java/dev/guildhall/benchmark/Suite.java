package dev.guildhall.benchmark;

import dev.guildhall.benchmark.Comparison.Contender;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * All duties that have a budget, one after the other, each beside its baseline in turns; see the README of this module for
 * what a figure means. Leaves a file with all of it, and a page that shows it.
 */
final class Suite {

    private static final List<String> JVM = List.of("-Xmx512m");
    private static final int MANY = 100_000;
    private static final Path RESULTS = Path.of("kernel/benchmark/target/results");

    private final int rounds;
    private final int seconds;
    private final JsonArray cases = new JsonArray();

    Suite(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    void run() throws Exception {
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            try (var product = Product.start(JVM, workplace.data(), "--database-url", url);
                    var bare = Bare.start(JVM, url, product.base())) {
                measure(product, Duties.prepare(vertx, product, bare.base()));
                Populace.addWorkspaces(Versus.owner(postgres), MANY);
                var ids = Populace.bulkWorkspaces(Versus.owner(postgres), MANY);
                compare(
                        product,
                        "read a workspace, uniformly over 100,000",
                        0.7,
                        Duties.prepared(vertx, product, bare.base()).readFrom(ids),
                        "one select");
            }
        } finally {
            vertx.close();
        }
        Files.createDirectories(RESULTS);
        var file = RESULTS.resolve(began.toString().replace(':', '-') + ".json");
        Files.writeString(file, described(began).encodePrettily());
        Report.write(List.of(file));
    }

    private void measure(Product product, Duties duties) throws Exception {
        compare(product, "read a workspace in memory", 0.5, duties.readRemembered(), "answer from a map");
        compare(product, "call a capability", 0.6, duties.invoke(), "the same schemas checked");
        var spread = duties.changeMembersOfMany();
        compare(product, "change a member, over 1,000 workspaces", 0.6, spread, "two inserts");
        var one = duties.changeMembersOfOne();
        compare(
                product,
                "change a member, all in one workspace",
                0.7,
                one::run,
                spread.ours(),
                "over 1,000 workspaces");
        compare(product, "publish an event, over 1,000 workspaces", 0.7, duties.publishIntoMany(), "one insert");
        compare(product, "publish an event, all into one workspace", 0.5, duties.publishIntoOne(), "one insert");
        compare(product, "create a workspace", 0.5, duties.createWorkspaces(), "three inserts");
        compare(product, "refresh a token", 0.6, duties.refresh(), "an update, an insert and a signature");
    }

    private void compare(Product product, String duty, double atLeast, Duties.Pair pair, String baseline)
            throws Exception {
        compare(product, duty, atLeast, pair.ours(), pair.theirs(), baseline);
    }

    private void compare(
            Product product, String duty, double atLeast, Contender ours, Contender theirs, String baseline)
            throws Exception {
        System.out.println(System.lineSeparator() + duty + ", beside: " + baseline);
        var result = new Comparison(rounds, seconds).run("product", ours, "baseline", theirs);
        var turns = new JsonArray();
        result.rounds()
                .forEach(round -> turns.add(
                        new JsonObject().put("product", json(round.ours())).put("baseline", json(round.theirs()))));
        cases.add(new JsonObject()
                .put("duty", duty)
                .put("baseline", baseline)
                .put("atLeast", atLeast)
                .put("ratio", result.median())
                .put("lowest", result.lowest())
                .put("highest", result.highest())
                .put("errors", result.errors())
                .put("warmUpWindows", result.windows())
                .put("steady", result.isSteady())
                .put("memoryMiB", product.residentMiB())
                .put("rounds", turns));
    }

    private static JsonObject json(Load.Outcome outcome) {
        return new JsonObject()
                .put("perSecond", outcome.perSecond())
                .put("p50Millis", outcome.p50())
                .put("p99Millis", outcome.p99())
                .put("errors", outcome.errors());
    }

    private JsonObject described(Instant began) {
        return new JsonObject()
                .put("began", began.toString())
                .put("rounds", rounds)
                .put("seconds", seconds)
                .put("connections", Duties.CONNECTIONS)
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", Runtime.version().toString())
                .put("cases", cases);
    }
}
