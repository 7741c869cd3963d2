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
    private static final int SUBSCRIBERS = 50;
    private static final int DELIVERED = 20_000;
    private static final int FOLLOWERS_OF_EACH = 50;
    private static final int FOLLOWING_USERS = 10;
    private static final int STREAMED_A_SECOND = 60;
    private static final int LIST_READS = 200;
    /** What the product did on 2026-11-28, on two cores; see the README. */
    private static final Load.Outcome STREAMS_BEFORE = new Load.Outcome(24_785, 0, 161, 0, 0);

    /** What the code of that day does on the machine on which the README's figures were measured. */
    private static final Load.Outcome BUS_BEFORE = new Load.Outcome(36_400, 0, 0, 0, 0);

    private static final Path RESULTS = Path.of("kernel/benchmark/target/results");

    private final int rounds;
    private final int seconds;
    private final String part;
    private final Results results = new Results();

    /** @param part of the names of the duties to be measured; empty for all */
    Suite(int rounds, int seconds, String part) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.part = part;
    }

    void run() throws Exception {
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            String[] flags = {"--database-url", url, "--webhook-allow-private"};
            try (var product = Product.start(JVM, workplace.data(), flags);
                    var bare = Bare.start(JVM, url, product.base())) {
                measure(vertx, product, Duties.prepare(vertx, product, bare.base()));
                var cold = "read a workspace, uniformly over 100,000";
                if (isWanted(cold)) {
                    Populace.addWorkspaces(Versus.owner(postgres), MANY);
                    var ids = Populace.bulkWorkspaces(Versus.owner(postgres), MANY);
                    var reads = Duties.prepared(vertx, product, bare.base()).readFrom(ids);
                    compare(product, cold, 0.7, reads.ours(), reads.theirs(), "one select");
                }
            }
        } finally {
            vertx.close();
        }
        if (isWanted("lists")) {
            new ListBenchmark(LIST_READS).measure().forEach(results::add);
        }
        if (isWanted("bus with 100 subscriptions")) {
            var drained = new EventsBenchmark(1_000, seconds).measure();
            results.add("bus with 100 subscriptions", "what it did on 2026-11-28", 1, drained, BUS_BEFORE);
        }
        if (isWanted("start")) {
            StartBenchmark.compare(new Comparison(rounds, seconds), results);
        }
        Files.createDirectories(RESULTS);
        var file = RESULTS.resolve(began.toString().replace(':', '-') + ".json");
        Files.writeString(file, described(began).encodePrettily());
        Report.write(List.of(file));
    }

    private boolean isWanted(String duty) {
        return duty.contains(part);
    }

    private void measure(Vertx vertx, Product product, Duties duties) throws Exception {
        compare(product, duties, "read a workspace in memory", 0.5, duties::readRemembered, "answer from a map");
        compare(product, duties, "call a capability", 0.6, duties::invoke, "the same schemas checked");
        compare(
                product,
                duties,
                "change a member, over 1,000 workspaces",
                0.6,
                duties::changeMembersOfMany,
                "two inserts");
        compare(
                product,
                duties,
                "change a member, all in one workspace",
                0.7,
                () -> new Duties.Pair(
                        duties.changeMembersOfOne()::run,
                        duties.changeMembersOfMany().ours()),
                "over 1,000 workspaces");
        compare(
                product,
                duties,
                "a stranger's read while one workspace is changed",
                1 / 1.3,
                () -> duties.readBeside(
                        duties.changeMembersOfOne()::run,
                        duties.changeMembersOfMany().ours()),
                "the same while 1,000 are changed; per second stands for how often its p99 goes into a second");
        compare(product, duties, "publish an event, over 1,000 workspaces", 0.7, duties::publishIntoMany, "one insert");
        compare(product, duties, "publish an event, all into one workspace", 0.5, duties::publishIntoOne, "one insert");
        compare(product, duties, "create a workspace", 0.5, duties::createWorkspaces, "three inserts");
        compare(product, duties, "refresh a token", 0.6, duties::refresh, "an update, an insert and a signature");
        deliver(vertx, product, duties, "deliver to a webhook, one subscription", 0.3, 1);
        deliver(vertx, product, duties, "deliver to webhooks, 50 workspaces", 0.5, SUBSCRIBERS);
        if (isWanted("server-sent events to 500 clients")) {
            stream(vertx, product, duties);
        }
    }

    private void deliver(Vertx vertx, Product product, Duties duties, String duty, double atLeast, int workspaces)
            throws Exception {
        if (isWanted(duty)) {
            duties.signInAgain();
            try (var deliveries = Deliveries.prepare(vertx, product.signIn(), duties.fresh(workspaces), DELIVERED)) {
                compare(product, duty, atLeast, deliveries::ours, deliveries::theirs, "the same client in a loop");
            }
        }
    }

    private void stream(Vertx vertx, Product product, Duties duties) throws Exception {
        duties.signInAgain();
        var workspace = duties.fresh(1).get(0);
        var tokens = duties.tokensOfMembers(workspace, FOLLOWING_USERS);
        try (var streams =
                Streams.open(vertx, product.base(), product.signIn(), workspace, tokens, FOLLOWERS_OF_EACH)) {
            streams.run(STREAMED_A_SECOND, seconds);
            var outcome = streams.run(STREAMED_A_SECOND, rounds * seconds);
            results.add("server-sent events to 500 clients", "what it did on 2026-11-28", 1, outcome, STREAMS_BEFORE);
        }
    }

    /** Prepares what is to be measured. */
    private interface Preparation {
        Duties.Pair prepare() throws Exception;
    }

    private void compare(
            Product product, Duties duties, String duty, double atLeast, Preparation preparation, String baseline)
            throws Exception {
        if (isWanted(duty)) {
            duties.signInAgain();
            var pair = preparation.prepare();
            compare(product, duty, atLeast, pair.ours(), pair.theirs(), baseline);
        }
    }

    private void compare(
            Product product, String duty, double atLeast, Contender ours, Contender theirs, String baseline)
            throws Exception {
        System.out.println(System.lineSeparator() + duty + ", beside: " + baseline);
        var result = new Comparison(rounds, seconds).run("product", ours, "baseline", theirs);
        results.add(duty, baseline, atLeast, result, product.residentMiB());
    }

    private JsonObject described(Instant began) {
        return new JsonObject()
                .put("began", began.toString())
                .put("rounds", rounds)
                .put("seconds", seconds)
                .put("connections", Duties.CONNECTIONS)
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", Runtime.version().toString())
                .put("cases", new JsonArray(results.cases()));
    }
}
