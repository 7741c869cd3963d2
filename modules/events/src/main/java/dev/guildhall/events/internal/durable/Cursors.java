package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.Worker;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.internal.durable.Cursor.Key;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The durable subscribers, as other modules see them. */
public final class Cursors implements DurableSubscribers {

    private static final int MAX_WORKERS = 2_000;
    private static final int CLAIMS = 200;

    private final CursorTable table = new CursorTable();
    private final CursorClaimTable claims;
    private final DeadLetterTable deadLetters;
    private final EventTable events;
    private final Vertx vertx;
    private final Database database;
    private final OneAtATime suspects = new OneAtATime();
    private final CursorSource source;
    private final WorkerPool<Key, CursorClaim> workers;
    private final EventsConfig config;
    private final Map<String, OneByOne> deliveries = new ConcurrentHashMap<>();

    public Cursors(Vertx vertx, Database database, EventTable events, NodeLease node, EventsConfig config) {
        this.claims = new CursorClaimTable(database);
        this.deadLetters = new DeadLetterTable(database);
        this.events = events;
        this.vertx = vertx;
        this.database = database;
        this.source = new CursorSource(claims);
        this.config = config;
        var limits = new Limits(MAX_WORKERS, CLAIMS, config.deliveryTimeout(), config.shutdownGrace());
        this.workers = new WorkerPool<>(vertx, node, source, limits, "deliver");
    }

    public WorkerPool<?, ?> workers() {
        return workers;
    }

    @Override
    public void register(String kind, Delivery delivery) {
        var oneByOne = new OneByOne(delivery, config.deliveryTimeout());
        register(
                kind,
                claim ->
                        new RetryingWorker(vertx, events, claims, oneByOne, config.deliveryRetries(), suspects, claim));
        deliveries.put(kind, oneByOne);
    }

    public void register(String kind, TransactionalDelivery delivery) {
        register(kind, claim -> new TransactionalWorker(vertx, database, events, claims, delivery, claim));
    }

    private void register(String kind, Function<CursorClaim, Worker> worker) {
        source.register(kind, worker);
        workers.wakeAll();
    }

    @Override
    public Future<Void> unregister(String kind) {
        deliveries.remove(kind);
        source.unregister(kind);
        return workers.end(key -> key.kind().equals(kind));
    }

    @Override
    public Future<List<Standing>> standings(WorkspaceId workspace, String kind) {
        return deadLetters.standings(workspace, kind);
    }

    @Override
    public Future<List<DeadLetter>> deadLetters(
            WorkspaceId workspace, String kind, String subscriber, long after, int limit) {
        return deadLetters.list(new Key(workspace, kind, subscriber), after, limit);
    }

    @Override
    public Future<Void> retry(WorkspaceId workspace, String kind, String subscriber, long sequence) {
        var key = new Key(workspace, kind, subscriber);
        return deadLetters
                .countAttempt(key, sequence)
                .compose(found -> required(found, sequence))
                .compose(counted -> events.after(workspace, sequence - 1, 1))
                .compose(found -> deliveries
                        .get(kind)
                        .deliver(workspace, subscriber, found.get(0), () -> true)
                        .transform(delivered -> delivered.succeeded()
                                ? deadLetters.delete(key, sequence).mapEmpty()
                                : notDelivered(key, sequence, delivered.cause())));
    }

    private Future<Void> notDelivered(Key key, long sequence, Throwable failure) {
        return deadLetters
                .noteError(key, sequence, failure)
                .compose(noted -> EventsError.NOT_DELIVERED
                        .because("The event was not delivered: " + CursorClaimTable.text(failure))
                        .asFuture());
    }

    @Override
    public Future<Void> skip(Tx tx, WorkspaceId workspace, String kind, String subscriber, long sequence) {
        return deadLetters
                .delete(tx, new Key(workspace, kind, subscriber), sequence)
                .compose(found -> required(found, sequence));
    }

    private static Future<Void> required(boolean found, long sequence) {
        return found
                ? Future.succeededFuture()
                : EventsError.NOT_PUT_ASIDE
                        .because("No event with the sequence " + sequence + " is put aside.")
                        .asFuture();
    }

    @Override
    public Future<Void> replay(Tx tx, WorkspaceId workspace, String kind, String subscriber, long after) {
        tx.afterCommit(() -> workers.wake(workspace));
        return table.replay(tx, new Key(workspace, kind, subscriber), after);
    }

    @Override
    public Future<Void> subscribe(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        return table.subscribe(tx, new Key(workspace, kind, subscriber));
    }

    /** Subscribes, and lets the next who calls this for the same cursor wait until the end of the transaction. */
    public Future<Void> subscribeInTurn(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        var key = new Key(workspace, kind, subscriber);
        return table.subscribe(tx, key).compose(subscribed -> table.lock(tx, key));
    }

    @Override
    public Future<Void> pause(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        return table.pause(tx, new Key(workspace, kind, subscriber));
    }

    @Override
    public Future<Void> resume(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        tx.afterCommit(() -> workers.wake(workspace));
        return table.resume(tx, new Key(workspace, kind, subscriber));
    }

    @Override
    public Future<Void> unsubscribe(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        return table.unsubscribe(tx, new Key(workspace, kind, subscriber));
    }
}
