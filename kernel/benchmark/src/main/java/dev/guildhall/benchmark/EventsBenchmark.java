package dev.guildhall.benchmark;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * From the commit of a transaction with one event to the subscribers on the event bus, at a steady rate; how many events
 * a second get through to them when very many are committed at once; and how many when as many as possible are recorded
 * at the same time. A hundred workspaces with a subscriber each.
 */
final class EventsBenchmark {

    private static final int WORKSPACES = 100;
    private static final int DRAIN_PER_WORKSPACE = 500;
    private static final int DRAINS = 15;
    private static final int TRANSACTIONS = 1_000;
    private static final int PER_TRANSACTION = 50;
    private static final int AT_ONCE = 16;

    private final int rate;
    private final int seconds;

    private final Vertx vertx = Vertx.vertx();
    private final List<WorkspaceId> workspaces =
            Stream.generate(() -> new WorkspaceId(Ids.next())).limit(WORKSPACES).toList();
    private final Map<String, Long> committed = new ConcurrentHashMap<>();
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();
    private final AtomicLong received = new AtomicLong();
    private final ConcurrentHistogram transactions = histogram();
    private Database database;
    private Product product;
    private Outbox outbox;

    EventsBenchmark(int rate, int seconds) {
        this.rate = rate;
        this.seconds = seconds;
    }

    void run() throws Exception {
        measure();
    }

    /** How many events a second get through to the subscribers. */
    Load.Outcome measure() throws Exception {
        try (var postgres = EmbeddedPostgres.startTemporary()) {
            try {
                start(postgres.url(EmbeddedPostgres.DATABASE));
                var drained = drained();
                await(product.stop());
                return drained;
            } finally {
                await(vertx.close());
            }
        }
    }

    private Load.Outcome drained() throws Exception {
        latency(rate, 3);
        var toBus = latency(rate, seconds);
        report("transaction with one event", transactions);
        report("from its commit to the bus", toBus);
        var drained = steadilyDrained();
        System.out.printf(
                Locale.ROOT, "drained with %d subscriptions: %.0f events/s, the median%n", WORKSPACES, drained);
        System.out.printf(Locale.ROOT, "recorded and drained: %.0f events/s%n", recordAndDrain());
        return new Load.Outcome(drained, 0, 0, 0, 0);
    }

    private void start(String url) throws Exception {
        var application =
                new Migrator(DatabaseUrl.parse(url), "benchmark").migrate().application();
        var environment = Environments.of(
                vertx,
                new PgConnectOptions()
                        .setHost(application.host())
                        .setPort(application.port())
                        .setDatabase(application.database())
                        .setUser(application.user())
                        .setPassword(application.password()));
        database = environment.database();
        product = Product.of(environment).assemble();
        outbox = product.get(Outbox.class);
        for (var workspace : workspaces) {
            vertx.eventBus().<JsonObject>localConsumer("workspace." + workspace + ".events", message -> {
                arrived.put(message.body().getString("id"), System.nanoTime());
                received.incrementAndGet();
            });
        }
        await(product.start());
    }

    /** Records events one by one at the rate, and measures each from the moment its commit is known. */
    private ConcurrentHistogram latency(int perSecond, int forSeconds) throws Exception {
        committed.clear();
        arrived.clear();
        transactions.reset();
        var total = perSecond * forSeconds;
        var began = System.nanoTime();
        for (var i = 0; i < total; i++) {
            var due = began + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            var wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            var sent = System.nanoTime();
            record(workspaces.get(i % WORKSPACES), 1)
                    .onSuccess(ids -> {
                        var now = System.nanoTime();
                        committed.put(ids.get(0), now);
                        transactions.recordValue(TimeUnit.NANOSECONDS.toMicros(now - sent));
                    })
                    .onFailure(Throwable::printStackTrace);
        }
        while (arrived.size() < total || committed.size() < total) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        var histogram = histogram();
        committed.forEach(
                (id, at) -> histogram.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(arrived.get(id) - at))));
        return histogram;
    }

    private void report(String what, ConcurrentHistogram histogram) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d a second: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                what,
                rate,
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }

    /** The median of many, once those have passed in which the JVM compiled the way there. */
    private double steadilyDrained() throws Exception {
        for (var i = 0; i < DRAINS; i++) {
            drain();
        }
        var measured = new ArrayList<Double>();
        for (var i = 0; i < DRAINS; i++) {
            measured.add(drain());
        }
        Collections.sort(measured);
        return measured.get(DRAINS / 2);
    }

    /** Events per second from one commit of all of them to the last event's arrival. */
    private double drain() throws Exception {
        received.set(0);
        var total = (long) WORKSPACES * DRAIN_PER_WORKSPACE;
        var began = await(database.inTransaction(Tenant.PLATFORM, tx -> {
                    for (var i = 0; i < total; i++) {
                        outbox.append(tx, workspaces.get(i % WORKSPACES), event());
                    }
                    return Future.succeededFuture();
                })
                .map(done -> System.nanoTime()));
        return awaitArrival(total, began);
    }

    /** Events per second from the first of many transactions to the last event's arrival. */
    private double recordAndDrain() throws Exception {
        received.set(0);
        var room = new Semaphore(AT_ONCE);
        var began = System.nanoTime();
        for (var i = 0; i < TRANSACTIONS; i++) {
            room.acquire();
            record(workspaces.get(i % WORKSPACES), PER_TRANSACTION)
                    .onFailure(Throwable::printStackTrace)
                    .onComplete(done -> room.release());
        }
        return awaitArrival((long) TRANSACTIONS * PER_TRANSACTION, began);
    }

    private double awaitArrival(long total, long began) throws Exception {
        while (received.get() < total) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        var perSecond = total / ((System.nanoTime() - began) / 1e9);
        arrived.clear();
        return perSecond;
    }

    private Future<List<String>> record(WorkspaceId workspace, int count) {
        return database.inTransaction(
                workspace,
                tx -> Future.succeededFuture(Stream.generate(() -> outbox.append(tx, workspace, event()))
                        .limit(count)
                        .map(Object::toString)
                        .toList()));
    }

    private static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    }

    private static NewEvent event() {
        return new NewEvent(
                "order.placed",
                "4711",
                Principal.SYSTEM,
                Cause.NONE,
                new JsonObject().put("total", 12.5).put("currency", "EUR").put("customer", "Ada"));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
