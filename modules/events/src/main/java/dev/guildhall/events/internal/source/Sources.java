package dev.guildhall.events.internal.source;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.Outbox;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.kafka.KafkaSource;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** The subscriptions that take records of topics in. */
public final class Sources {

    /** Each holds a connection to Kafka and a thread; what is more waits for its turn. */
    private static final int MAX_WORKERS = 64;

    private static final int CLAIMS = 16;
    private static final Duration LONGEST_STEP = Duration.ofSeconds(10);

    private final SourceTable table;
    private final KafkaSource kafka;
    private final WorkerPool<SourceKey, SourceClaim> workers;

    public Sources(
            Environment environment,
            NodeLease node,
            KafkaSource kafka,
            BiFunction<Tenant, UUID, Future<Optional<Subscription>>> subscriptions,
            Outbox outbox,
            EventsConfig config) {
        var database = environment.database();
        this.table = new SourceTable(database);
        this.kafka = kafka;
        var means = new SourceWorker.Means(
                environment.vertx(), database, table, kafka, subscriptions, outbox, environment.clock());
        this.workers = new WorkerPool<>(
                environment.vertx(),
                node,
                new SourceWork(table, claim -> new SourceWorker(means, claim)),
                new Limits(MAX_WORKERS, CLAIMS, LONGEST_STEP, config.shutdownGrace()),
                "take in from Kafka");
    }

    public WorkerPool<?, ?> workers() {
        return workers;
    }

    /** Where a new subscription begins, which Kafka is asked for. */
    public Future<Map<Integer, Long>> start(Subscription subscription) {
        return kafka.start(subscription.sink());
    }

    /** Takes records in from these offsets on, once the transaction that makes the subscription is committed. */
    public Future<Void> insert(Tx tx, Subscription added, Map<Integer, Long> start) {
        tx.afterCommit(() -> workers.wake(added.tenant()));
        return table.insert(tx, key(added), start);
    }

    /** Something about the subscriptions of a tenant is otherwise. */
    public void changed(Tenant tenant) {
        workers.wake(tenant);
    }

    ListFields<RejectedRecord> fields() {
        return SourceTable.FIELDS;
    }

    Future<Page<RejectedRecord>> rejected(Subscription subscription, PageRequest<RejectedRecord> request) {
        return standing(subscription).compose(there -> table.rejected(key(subscription), request));
    }

    /** How far it has come, and what is wrong; fails with {@code SUBSCRIPTION.NOT_A_SOURCE}. */
    Future<JsonObject> standing(Subscription subscription) {
        return table.trouble(key(subscription)).compose(found -> {
            var trouble = found.orElseThrow(() -> EventsError.NOT_A_SOURCE.because(
                    "The subscription sends events and takes nothing in; its deliveries say how it stands."));
            return table.offsets(key(subscription)).map(next -> {
                var offsets = new JsonArray();
                next.forEach((partition, offset) ->
                        offsets.add(new JsonObject().put("partition", partition).put("nextOffset", offset)));
                var json = new JsonObject()
                        .put("kafkaTopic", KafkaSource.topic(subscription.sink()))
                        .put("offsets", offsets);
                return trouble.error() == null
                        ? json
                        : json.put("lastError", trouble.error())
                                .put("failingSince", trouble.since().toString());
            });
        });
    }

    private static SourceKey key(Subscription subscription) {
        return new SourceKey((WorkspaceId) subscription.tenant(), subscription.id());
    }
}
