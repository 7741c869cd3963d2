package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.core.work.Worker;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.core.work.WorkerPool.Limits;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.internal.durable.Cursor.Key;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The durable subscribers, as other modules see them. */
public final class Cursors implements DurableSubscribers {

    private static final int MAX_WORKERS = 2_000;
    private static final int CLAIMS = 200;

    private final CursorTable table = new CursorTable();
    private final CursorClaimTable claims;
    private final CounterTable counters;
    private final Handlers handlers = new Handlers();
    private final DeadLetterTable deadLetters;
    private final EventTable events;
    private final Vertx vertx;
    private final Database database;
    private final OneAtATime suspects = new OneAtATime();
    private final CursorSource source;
    private final WorkerPool<Key, CursorClaim> workers;
    private final EventsConfig config;
    private final HandlerMeters meters;
    private final Map<String, OneByOne> deliveries = new ConcurrentHashMap<>();

    public Cursors(
            Vertx vertx,
            Database database,
            EventTable events,
            NodeLease node,
            EventsConfig config,
            HandlerMeters meters) {
        this.claims = new CursorClaimTable(database);
        this.counters = new CounterTable(database);
        this.deadLetters = new DeadLetterTable(database);
        this.events = events;
        this.vertx = vertx;
        this.database = database;
        this.source = new CursorSource(claims);
        this.config = config;
        this.meters = meters;
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
                claim -> new RetryingWorker(
                        vertx, events, claims, oneByOne, config.deliveryRetries(), suspects, meters, claim));
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
    public Future<List<Standing>> standings(Tenant tenant, String kind) {
        return deadLetters.standings(tenant, kind);
    }

    @Override
    public Future<List<DeadLetter>> deadLetters(Tenant tenant, String kind, String subscriber, long after, int limit) {
        return deadLetters.list(new Subscriber(tenant, kind, subscriber), after, limit);
    }

    @Override
    public Future<Void> retry(Tenant tenant, String kind, String subscriber, Optional<String> handler, long sequence) {
        var owner = new Subscriber(tenant, kind, subscriber);
        return deadLetters.handlers(owner, handler, sequence).compose(names -> {
            var tried = names.stream()
                    .map(name -> retry(owner.handler(name), sequence))
                    .toList();
            return tried.isEmpty() ? notPutAside(sequence) : Future.join(tried).mapEmpty();
        });
    }

    private Future<Void> retry(Key key, long sequence) {
        return deadLetters
                .countAttempt(key, sequence)
                .compose(found -> required(found, sequence))
                .compose(counted -> events.after(key.tenant(), sequence - 1, 1))
                .compose(found -> requireKept(found, sequence))
                .compose(event -> deliveries
                        .get(key.kind())
                        .deliver(key.recipient(), event, () -> true)
                        .transform(delivered -> delivered.succeeded()
                                ? deadLetters.delete(key, sequence).mapEmpty()
                                : notDelivered(key, sequence, delivered.cause())));
    }

    private static Future<Event> requireKept(List<Event> found, long sequence) {
        return found.stream()
                .filter(event -> event.sequence() == sequence)
                .findFirst()
                .map(Future::succeededFuture)
                .orElseGet(() -> notPutAside(sequence).mapEmpty());
    }

    private Future<Void> notDelivered(Key key, long sequence, Throwable failure) {
        return deadLetters
                .noteError(key, sequence, failure)
                .compose(noted -> EventsError.NOT_DELIVERED
                        .because("The event was not delivered: " + CursorClaimTable.text(failure))
                        .asFuture());
    }

    @Override
    public Future<Void> skip(
            Tx tx, Tenant tenant, String kind, String subscriber, Optional<String> handler, long sequence) {
        return deadLetters
                .delete(tx, new Subscriber(tenant, kind, subscriber), handler, sequence)
                .compose(found -> required(found, sequence));
    }

    private static Future<Void> required(boolean found, long sequence) {
        return found ? Future.succeededFuture() : notPutAside(sequence);
    }

    private static Future<Void> notPutAside(long sequence) {
        return EventsError.NOT_PUT_ASIDE
                .because("No event with the sequence " + sequence + " is put aside.")
                .asFuture();
    }

    @Override
    public Future<Void> replay(Tx tx, Tenant tenant, String kind, String subscriber, long after) {
        tx.afterCommit(() -> workers.wake(tenant));
        return counters.keep(tx, tenant).compose(extent -> {
            extent.requireKept("after", after);
            return table.replay(tx, new Subscriber(tenant, kind, subscriber), after);
        });
    }

    @Override
    public Future<Void> subscribe(Tx tx, Tenant tenant, String kind, String subscriber) {
        return table.subscribe(tx, new Subscriber(tenant, kind, subscriber));
    }

    /** Subscribes, and lets the next who calls this for the same cursor wait until the end of the transaction. */
    public Future<Void> subscribeInTurn(Tx tx, Tenant tenant, String kind, String subscriber) {
        var owner = new Subscriber(tenant, kind, subscriber);
        return table.subscribe(tx, owner).compose(subscribed -> table.lock(tx, owner));
    }

    @Override
    public Future<Void> setHandlers(
            Tx tx, Tenant tenant, String kind, String subscriber, Map<String, TypePattern> handlers) {
        tx.afterCommit(() -> workers.wake(tenant));
        return this.handlers.set(
                tx,
                new Subscriber(tenant, kind, subscriber),
                handlers.isEmpty() ? Map.of(Recipient.WHOLE, TypePattern.ALL) : handlers);
    }

    @Override
    public Future<Void> pause(Tx tx, Tenant tenant, String kind, String subscriber) {
        return table.pause(tx, new Subscriber(tenant, kind, subscriber));
    }

    @Override
    public Future<Void> resume(Tx tx, Tenant tenant, String kind, String subscriber) {
        tx.afterCommit(() -> workers.wake(tenant));
        return table.resume(tx, new Subscriber(tenant, kind, subscriber));
    }

    @Override
    public Future<Void> unsubscribe(Tx tx, Tenant tenant, String kind, String subscriber) {
        return table.unsubscribe(tx, new Subscriber(tenant, kind, subscriber));
    }
}
