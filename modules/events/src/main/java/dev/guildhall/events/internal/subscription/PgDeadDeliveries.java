package dev.guildhall.events.internal.subscription;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.events.DeadDeliveries;
import dev.guildhall.events.DeadDelivery;
import dev.guildhall.events.DeadDeliveryRange;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The deliveries in the database that were given up on. */
final class PgDeadDeliveries implements DeadDeliveries {

    private final Database database;
    private final PgSubscriptions subscriptions;
    private final DeadDeliveryTable table;
    private final QueueTable queues;
    private final Sinks sinks;
    private final WorkerPool<Queue, QueueClaim> workers;
    private final AuditLog audit = new AuditLog();

    PgDeadDeliveries(
            Database database,
            PgSubscriptions subscriptions,
            QueueTable queues,
            Sinks sinks,
            WorkerPool<Queue, QueueClaim> workers) {
        this.database = database;
        this.subscriptions = subscriptions;
        this.table = new DeadDeliveryTable(database);
        this.queues = queues;
        this.sinks = sinks;
        this.workers = workers;
    }

    @Override
    public ListFields<DeadDelivery> fields() {
        return DeadDeliveryTable.FIELDS;
    }

    @Override
    public Future<Page<DeadDelivery>> list(Tenant tenant, UUID subscription, PageRequest<DeadDelivery> request) {
        var queue = new Queue(tenant, subscription);
        return existing(queue).compose(present -> table.page(queue, request));
    }

    @Override
    public Future<Void> retry(Tenant tenant, UUID subscription, long sequence, Authentication by) {
        var queue = new Queue(tenant, subscription);
        return existing(queue)
                .compose(present -> database.inTransaction(
                        queue.tenant(),
                        tx -> table.find(tx, queue, sequence).compose(found -> {
                            record(tx, queue, by, "subscription.event_retried", sequence);
                            return required(found, sequence);
                        })))
                .compose(delivery -> send(queue, delivery)
                        .compose(attempt -> table.note(queue, delivery, attempt).map(attempt)))
                .compose(attempt -> attempt.succeeded()
                        ? Future.succeededFuture()
                        : EventsError.NOT_DELIVERED
                                .because("The event was not delivered: " + attempt.failure())
                                .asFuture());
    }

    private Future<DeliveryAttempt> send(Queue queue, Delivery delivery) {
        var event = delivery.event().toCloudEvent();
        return subscriptions
                .target(queue)
                .compose(target ->
                        sinks.deliver(target, sinks.secrets(queue.subscription()), List.of(event), () -> true))
                .map(attempts -> attempts.get(0));
    }

    @Override
    public Future<Integer> retryAll(Tenant tenant, UUID subscription, DeadDeliveryRange range, Authentication by) {
        var queue = new Queue(tenant, subscription);
        return existing(queue)
                .compose(present -> database.inTransaction(queue.tenant(), tx -> {
                    tx.afterCommit(() -> workers.wake(Set.of(queue)));
                    return table.revive(tx, queue, range).compose(revived -> {
                        record(
                                tx,
                                queue,
                                AuditEntry.of(by, "subscription.events_retried")
                                        .to(new JsonObject().put("events", revived)));
                        return queues.dueNow(tx, queue.tenant(), Set.of(queue.subscription()))
                                .map(revived);
                    });
                }));
    }

    @Override
    public Future<Void> skip(Tenant tenant, UUID subscription, long sequence, Authentication by) {
        var queue = new Queue(tenant, subscription);
        return existing(queue)
                .compose(present -> database.inTransaction(
                        queue.tenant(),
                        tx -> table.delete(tx, queue, sequence).compose(deleted -> {
                            record(tx, queue, by, "subscription.event_skipped", sequence);
                            return deleted ? Future.succeededFuture() : notPutAside(sequence);
                        })));
    }

    private Future<Subscription> existing(Queue queue) {
        return subscriptions.get(queue.tenant(), queue.subscription());
    }

    private void record(Tx tx, Queue queue, Authentication by, String action, long sequence) {
        record(tx, queue, AuditEntry.of(by, action).to(new JsonObject().put("sequence", sequence)));
    }

    private void record(Tx tx, Queue queue, AuditEntry entry) {
        audit.append(tx, queue.tenant(), entry.on(queue.subscription()));
    }

    private static Future<Delivery> required(Optional<Delivery> found, long sequence) {
        return found.map(Future::succeededFuture).orElseGet(() -> notPutAside(sequence));
    }

    private static <T> Future<T> notPutAside(long sequence) {
        return EventsError.NOT_PUT_ASIDE
                .because("No event with the sequence " + sequence + " is put aside.")
                .asFuture();
    }
}
