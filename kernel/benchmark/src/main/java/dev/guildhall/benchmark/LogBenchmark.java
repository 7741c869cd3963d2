package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The log of events over HTTP, on two nodes of one database: from the answer of a publication to followers on the same and on
 * the other node at a steady rate; how many publications a second go into one workspace and into a thousand; and how fast a
 * follower who is a million events behind catches up, with what others feel of it.
 */
final class LogBenchmark {

    private static final int RATE = 1_000;
    private static final int PER_PUBLICATION = 10;
    private static final int QUIET_RATE = 100;
    private static final int WORKSPACES = 1_000;
    private static final int CLIENTS = 16;
    private static final int LONGEST_WARM_UP = 8;
    /** As much may the 99th percentiles of two windows that follow each other differ when the servers are warm. */
    private static final double STEADY = 0.25;

    private static final int BEHIND = 1_000_000;
    private static final List<String> JVM = List.of("-Xmx512m");

    private final int seconds;
    private int made;

    LogBenchmark(int seconds) {
        this.seconds = seconds;
    }

    void run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var key = new byte[32];
            new SecureRandom().nextBytes(key);
            var url = postgres.url(EmbeddedPostgres.DATABASE);
            String[] shared = {
                "--database-url",
                url,
                "--secret-key",
                Base64.getEncoder().encodeToString(key),
                "--self-service-workspaces",
                "100000"
            };
            var directory = workplace.directory();
            try (var near = Product.start(JVM, directory.resolve("near"), shared);
                    var far = Product.start(JVM, directory.resolve("far"), shared)) {
                var administrator = near.signIn();
                report(RATE, warmLatency(near, far, administrator));
                publish("one workspace", administrator, workspaces(administrator, 1));
                publish(WORKSPACES + " workspaces", administrator, workspaces(administrator, WORKSPACES));
                catchUp(vertx, url, near, far, administrator);
            }
        } finally {
            vertx.close();
        }
    }

    private List<String> workspaces(ApiClient administrator, int number) throws Exception {
        var all = new ArrayList<String>();
        for (var i = 0; i < number; i++) {
            var wanted = new JsonObject().put("key", "log-" + made++).put("name", "Log");
            all.add(administrator
                    .call("POST", "/api/workspaces", wanted)
                    .getJsonObject("data")
                    .getString("id"));
        }
        return all;
    }

    private static String events(String workspace) {
        return "/api/workspaces/" + workspace + "/events";
    }

    private static JsonObject event() {
        return new JsonObject()
                .put("type", "order.placed")
                .put("subject", "4711")
                .put(
                        "data",
                        new JsonObject()
                                .put("total", 12.5)
                                .put("currency", "EUR")
                                .put("customer", "Ada"));
    }

    /** When each sequence came, in nanoseconds. */
    private static final class Follower implements AutoCloseable {

        private final AtomicLongArray arrived;
        private final AtomicLong last = new AtomicLong();
        private final InputStream stream;

        Follower(ApiClient api, String workspace, long after, int most) throws Exception {
            this.arrived = new AtomicLongArray(most);
            this.stream = api.stream(events(workspace) + "/stream", after);
            var thread = new Thread(this::read, "follower");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id:")) {
                        var sequence =
                                Long.parseLong(line.substring("id:".length()).strip());
                        if (sequence < arrived.length()) {
                            arrived.set((int) sequence, System.nanoTime());
                        }
                        last.set(sequence);
                    }
                }
            } catch (IOException closed) {
                // It is not followed any longer.
            }
        }

        void await(long sequence) throws InterruptedException {
            while (last.get() < sequence) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    private record Latencies(ConcurrentHistogram near, ConcurrentHistogram far) {}

    private Latencies latency(Product near, Product far, ApiClient administrator, int rate, int forSeconds)
            throws Exception {
        var workspace = workspaces(administrator, 1).get(0);
        var publications = rate / PER_PUBLICATION * forSeconds;
        var most = publications * PER_PUBLICATION + 100;
        var answered = new AtomicLongArray(most);
        var newest = new AtomicLong();
        try (var here = new Follower(administrator.reconnected(), workspace, 0, most);
                var there = new Follower(far.signIn(), workspace, 0, most)) {
            var clock = Executors.newScheduledThreadPool(8);
            try {
                var batch = new JsonArray();
                for (var i = 0; i < PER_PUBLICATION; i++) {
                    batch.add(event());
                }
                pace(clock, publications, rate / PER_PUBLICATION, () -> {
                    var answer = administrator.post(events(workspace), batch.encode());
                    var now = System.nanoTime();
                    answer.getJsonArray("data").forEach(one -> {
                        var sequence = ((JsonObject) one).getLong("sequence");
                        answered.set(sequence.intValue(), now);
                        newest.accumulateAndGet(sequence, Math::max);
                    });
                });
            } finally {
                clock.shutdownNow();
            }
            here.await(newest.get());
            there.await(newest.get());
            return new Latencies(between(answered, here), between(answered, there));
        }
    }

    /** Something that is done again and again. */
    private interface Step {
        void run() throws Exception;
    }

    /** Runs a step so many times at a steady rate, several at once where one takes long. */
    private static void pace(ScheduledExecutorService clock, int times, int perSecond, Step step) throws Exception {
        var steps = new ArrayList<java.util.concurrent.Future<?>>();
        for (var i = 0; i < times; i++) {
            steps.add(clock.schedule(
                    () -> {
                        step.run();
                        return null;
                    },
                    TimeUnit.SECONDS.toNanos(1) * i / perSecond,
                    TimeUnit.NANOSECONDS));
        }
        for (var one : steps) {
            one.get();
        }
    }

    /** Measured when what is done often is compiled, which takes some ten thousand publications. */
    private Latencies warmLatency(Product near, Product far, ApiClient administrator) throws Exception {
        var before = latency(near, far, administrator, RATE, seconds);
        for (var window = 1; window <= LONGEST_WARM_UP; window++) {
            publish("one workspace, of a server that is not warm,", administrator, workspaces(administrator, 1));
            var next = latency(near, far, administrator, RATE, seconds);
            System.out.printf(Locale.ROOT, "warm-up %d, ", window);
            report("to a follower of another node", RATE, next.far());
            if (agree(before.near(), next.near()) && agree(before.far(), next.far())) {
                return latency(near, far, administrator, RATE, seconds);
            }
            before = next;
        }
        System.out.println("It did not come to rest.");
        return before;
    }

    private static boolean agree(ConcurrentHistogram before, ConcurrentHistogram next) {
        var former = before.getValueAtPercentile(99);
        return Math.abs(next.getValueAtPercentile(99) - former) <= STEADY * former;
    }

    private static ConcurrentHistogram between(AtomicLongArray answered, Follower follower) {
        var histogram = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var sequence = 0; sequence < answered.length(); sequence++) {
            if (answered.get(sequence) != 0) {
                var took = follower.arrived.get(sequence) - answered.get(sequence);
                histogram.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(took)));
            }
        }
        return histogram;
    }

    private static void report(int rate, Latencies latencies) {
        report("from the answer to a follower of the same node", rate, latencies.near());
        report("from the answer to a follower of another node", rate, latencies.far());
    }

    private static void report(String what, int rate, ConcurrentHistogram histogram) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d events a second: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                what,
                rate,
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }

    /** Publishes one event after the other by several clients. */
    private void publish(String where, ApiClient administrator, List<String> workspaces) throws Exception {
        var published = new AtomicLong();
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var body = event().encode();
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            var all = new ArrayList<java.util.concurrent.Future<?>>();
            for (var client = 0; client < CLIENTS; client++) {
                var api = administrator.reconnected();
                all.add(clients.submit(() -> {
                    while (System.nanoTime() < end) {
                        var next = published.getAndIncrement();
                        api.post(events(workspaces.get((int) (next % workspaces.size()))), body);
                    }
                    return null;
                }));
            }
            for (var one : all) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
        System.out.printf(
                Locale.ROOT,
                "publications of one event into %s: %.0f a second%n",
                where,
                (double) published.get() / seconds);
    }

    private void catchUp(Vertx vertx, String url, Product near, Product far, ApiClient administrator) throws Exception {
        var workspace = workspaces(administrator, 1).get(0);
        fill(vertx, url, workspace);
        System.out.print("before somebody catches up, ");
        report(QUIET_RATE, latency(near, far, administrator, QUIET_RATE, seconds));
        var before = near.residentMiB();
        var began = System.nanoTime();
        try (var behind = new Follower(administrator.reconnected(), workspace, 1, 0)) {
            System.out.print("while somebody catches up, ");
            report(QUIET_RATE, latency(near, far, administrator, QUIET_RATE, seconds));
            behind.await(BEHIND);
        }
        var took = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "a follower who was %d events behind caught up in %.1f s, %.0f events a second; resident memory %d MiB before,"
                        + " %d MiB at most%n",
                BEHIND,
                took,
                BEHIND / took,
                before,
                near.peakMiB());
    }

    // As old ones, which nobody is told of as they come.
    private static void fill(Vertx vertx, String url, String workspace) throws Exception {
        var connection = await(PgConnection.connect(vertx, PgConnectOptions.fromUri(url)));
        await(connection
                .query(
                        "insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, subject, actor, time, data,"
                                + " xid) select tenant_id, tenant_kind, last_sequence + n, gen_random_uuid(), 'order.placed',"
                                + " '4711', 'system', now(), '{\"total\":12.5,\"currency\":\"EUR\",\"customer\":\"Ada\"}', '3'"
                                + " from guildhall.event_counter, generate_series(1, " + BEHIND
                                + ") n where tenant_id = '"
                                + workspace + "'")
                .execute());
        await(connection
                .query("update guildhall.event_counter set last_sequence = last_sequence + " + BEHIND
                        + " where tenant_id = '" + workspace + "'")
                .execute());
        await(connection.query("vacuum analyze guildhall.event").execute());
        await(connection.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.MINUTES);
    }
}
