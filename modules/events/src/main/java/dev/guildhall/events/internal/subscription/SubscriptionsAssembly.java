package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.Worker;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.events.DeadDeliveries;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.SubscriptionNotice;
import dev.guildhall.events.Subscriptions;
import dev.guildhall.events.internal.bus.BusAddress;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.kafka.KafkaSource;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.sink.Sink;
import dev.guildhall.events.internal.source.Sources;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts the package together. */
public final class SubscriptionsAssembly {

    private static final int MAX_WORKERS = 5_000;
    private static final int CLAIMS = 100;

    private final Vertx vertx;
    private final Settlements settlements;
    private final Sinks sinks;
    private final Places places = new Places();
    private final WorkerPool<Queue, QueueClaim> workers;
    private final SubscriptionTable table;
    private final QueueTable queues;
    private final Optional<Sources> sources;
    private final PgSubscriptions subscribing;
    private final PgDeadDeliveries dead;

    public SubscriptionsAssembly(
            Environment environment,
            NodeLease node,
            Cursors cursors,
            Journal journal,
            EventsConfig config,
            List<Sink> sinks,
            Optional<KafkaSource> source,
            Outbox outbox,
            List<SubscriptionNotice> notices) {
        var database = environment.database();
        var clock = environment.clock();
        this.vertx = environment.vertx();
        var subscriptions = new SubscriptionTable(database);
        this.table = subscriptions;
        var deliveries = new DeliveryTable(database);
        var dues = new DueTable();
        this.queues = new QueueTable(database, dues);
        var connectors = Stream.concat(sinks.stream(), source.stream()).toList();
        this.sinks = new Sinks(connectors, environment.secrets(), clock, environment.tracing());
        var outcomes = new Outcomes(
                database,
                deliveries,
                subscriptions,
                this.sinks,
                journal,
                config.webhookRetries(),
                config.failureLimit(),
                notices,
                clock);
        this.settlements = new Settlements(database, dues, queues, outcomes, new AttemptMeters(environment.meters()));
        var limits = new Limits(MAX_WORKERS, CLAIMS, config.webhookTimeout(), config.shutdownGrace());
        this.workers =
                new WorkerPool<>(vertx, node, new QueueSource(queues, this::worker), limits, "send to subscriptions");
        var firstPause = config.webhookRetries().get(0);
        cursors.register(FanOut.KIND, new FanOut(vertx, subscriptions, deliveries, queues, firstPause, workers::wake));
        var replays = new Replays(
                vertx, subscriptions, deliveries, queues, new CounterTable(database), cursors, workers::wake);
        cursors.register(Replays.KIND, replays);
        this.sources = source.map(kafka -> new Sources(environment, node, kafka, subscriptions::find, outbox, config));
        this.subscribing = new PgSubscriptions(
                database,
                subscriptions,
                queues,
                new DeliveryLogTable(database),
                cursors,
                replays,
                sources,
                journal,
                this.sinks,
                workers,
                clock);
        this.dead = new PgDeadDeliveries(database, subscribing, queues, this.sinks, workers);
    }

    /** Has what waits for its next attempt to a kind of sink sent now, for it is known to do well again. */
    public Future<Void> hurry(String kind) {
        return queues.hurry(kind).onSuccess(due -> workers.wakeAll());
    }

    public Subscriptions subscriptions() {
        return subscribing;
    }

    public DeadDeliveries dead() {
        return dead;
    }

    /** The operations on them, of every kind of tenants. */
    public Stream<Api> apis() {
        return Stream.of(Holder.values())
                .flatMap(holder ->
                        Stream.of(new SubscriptionsApi(subscribing, holder), new DeadDeliveriesApi(dead, holder)));
    }

    /** Another secret for a subscription of a kind, sealed; empty when that signs nothing. */
    public Optional<String> newSecret(UUID subscription, String kind) {
        return sinks.get(kind).newSecret().map(secret -> sinks.seal(subscription, secret));
    }

    /** Those whose events arrive at an address of the event bus. */
    public Future<List<Subscription>> onBus(BusAddress address) {
        return table.onBus(address);
    }

    /** Empty where there is no Kafka. */
    public Optional<Sources> sources() {
        return sources;
    }

    public List<WorkerPool<?, ?>> workers() {
        return Stream.concat(Stream.of(workers), sources.map(Sources::workers).stream())
                .toList();
    }

    private Worker worker(QueueClaim claim) {
        return new DeliveryWorker(vertx, claim, settlements, sinks, places);
    }
}
