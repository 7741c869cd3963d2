package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.work.WorkerPool;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.DeliveryLog;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Replay;
import dev.guildhall.events.ReplayStart;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.SubscriptionInput;
import dev.guildhall.events.Subscriptions;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.kafka.KafkaSource;
import dev.guildhall.events.internal.source.Sources;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.events.internal.subscription.SubscriptionTable.Target;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The subscriptions in the database. */
final class PgSubscriptions implements Subscriptions {

    private static final int MAX_PER_TENANT = 100;

    private final Database database;
    private final SubscriptionTable subscriptions;
    private final QueueTable queues;
    private final DeliveryLogTable log;
    private final Cursors cursors;
    private final Replays replays;
    private final Optional<Sources> sources;
    private final SubscriptionRecords records;
    private final Sinks sinks;
    private final WorkerPool<Queue, QueueClaim> workers;
    private final Clock clock;

    PgSubscriptions(
            Database database,
            SubscriptionTable subscriptions,
            QueueTable queues,
            DeliveryLogTable log,
            Cursors cursors,
            Replays replays,
            Optional<Sources> sources,
            Journal journal,
            Sinks sinks,
            WorkerPool<Queue, QueueClaim> workers,
            Clock clock) {
        this.database = database;
        this.subscriptions = subscriptions;
        this.queues = queues;
        this.log = log;
        this.cursors = cursors;
        this.replays = replays;
        this.sources = sources;
        this.records = new SubscriptionRecords(journal, sinks);
        this.sinks = sinks;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public Future<SubscriptionInput> read(Tenant tenant, JsonObject told) {
        return SubscriptionReader.read(tenant, told, sinks);
    }

    @Override
    public ListFields<Subscription> fields() {
        return SubscriptionTable.FIELDS;
    }

    @Override
    public ListFields<DeliveryLog> deliveryFields() {
        return DeliveryLogTable.FIELDS;
    }

    @Override
    public Future<WithSecret> create(Tenant tenant, SubscriptionInput input, Authentication by) {
        var subscription = fresh(tenant, input, by);
        var secret = sinks.get(subscription.sinkKind()).newSecret();
        return start(subscription)
                .compose(start -> database.inTransaction(
                        tenant,
                        tx -> cursors.subscribeInTurn(tx, tenant, FanOut.KIND, FanOut.SUBSCRIBER)
                                .compose(turn -> subscriptions.number(tx, tenant))
                                .compose(number -> requireRoom(tenant, number))
                                .compose(room -> insert(tx, subscription, secret, by))
                                .compose(inserted -> begin(tx, inserted, start))))
                .map(inserted -> new WithSecret(inserted, secret));
    }

    private Future<Map<Integer, Long>> start(Subscription added) {
        return added.isSource() ? sources.orElseThrow().start(added) : Future.succeededFuture(Map.of());
    }

    private Future<Subscription> begin(Tx tx, Subscription inserted, Map<Integer, Long> start) {
        return inserted.isSource()
                ? sources.orElseThrow().insert(tx, inserted, start).map(inserted)
                : Future.succeededFuture(inserted);
    }

    @Override
    public Future<Integer> count(Tx platformTx, OrganizationId organization) {
        return subscriptions.number(platformTx, organization);
    }

    @Override
    public Future<Subscription> get(Tenant tenant, UUID id) {
        return subscriptions.find(tenant, id).compose(found -> require(found, tenant, id));
    }

    @Override
    public Future<Page<Subscription>> list(Tenant tenant, PageRequest<Subscription> request) {
        return subscriptions.page(tenant, request);
    }

    @Override
    public Future<Subscription> update(
            Tenant tenant, UUID id, SubscriptionInput input, IfMatch condition, Authentication by) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant, id, condition)
                        .map(present -> requireSameKind(present, input))
                        .map(present -> requireSameTopic(present, input))
                        .compose(present -> write(tx, present, present.changed(input, now()), by)));
    }

    @Override
    public Future<Void> delete(Tenant tenant, UUID id, IfMatch condition, Authentication by) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant, id, condition).compose(present -> {
                    records.deleted(tx, present, by);
                    return replays.forget(tx, present).compose(forgotten -> subscriptions.delete(tx, present));
                }));
    }

    @Override
    public Future<WithSecret> rotateSecret(Tenant tenant, UUID id, IfMatch condition, Authentication by) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant, id, condition).compose(present -> {
                    var secret = sinks.get(present.sinkKind())
                            .newSecret()
                            .orElseThrow(() -> EventsError.NO_SECRET.because(
                                    "What a subscription of this kind sends is not signed; there is no secret."));
                    records.rotated(tx, present, by);
                    return subscriptions
                            .rotate(tx, present, sinks.seal(id, secret), now())
                            .map(rotated -> new WithSecret(rotated, Optional.of(secret)));
                }));
    }

    @Override
    public Future<Replay> replay(Tenant tenant, UUID id, ReplayStart start, Authentication by) {
        return database.inTransaction(
                tenant,
                tx -> subscriptions
                        .lock(tx, tenant, id)
                        .compose(found -> require(found, tenant, id))
                        .compose(present -> {
                            sinks.sink(present.sinkKind());
                            if (!present.enabled()) {
                                throw EventsError.SUBSCRIPTION_DISABLED.because(
                                        "The subscription is disabled and gets nothing; enable it first.");
                            }
                            return replays.begin(tx, present, start);
                        })
                        .map(begun -> {
                            records.replayed(tx, tenant, id, begun, by);
                            return begun;
                        }));
    }

    @Override
    public Future<Page<DeliveryLog>> deliveries(Tenant tenant, UUID id, PageRequest<DeliveryLog> request) {
        return get(tenant, id).compose(present -> log.page(new Queue(tenant, id), request));
    }

    @Override
    public Future<DeliveryAttempt> test(Tenant tenant, UUID id, Authentication by) {
        var data = new JsonObject().put("message", "Nothing happened; somebody tries whether webhooks arrive.");
        var event = new Event(
                        Ids.next(),
                        tenant,
                        0,
                        "subscription.test",
                        id.toString(),
                        by.principal(),
                        by.origin().cause(),
                        now(),
                        data)
                .toCloudEvent();
        event.remove("sequence");
        return target(new Queue(tenant, id))
                .compose(target -> noteTest(by, tenant, id)
                        .compose(noted -> sinks.deliver(target, sinks.secrets(id), List.of(event), () -> true)))
                .map(attempts -> attempts.get(0));
    }

    /** Where deliveries of a subscription go; fails with {@code SUBSCRIPTION.NOT_A_SINK}. */
    Future<Target> target(Queue queue) {
        return subscriptions
                .target(queue.tenant(), queue.subscription())
                .compose(found -> require(found, queue.tenant(), queue.subscription()))
                .map(target -> {
                    sinks.sink(target.kind());
                    return target;
                });
    }

    private Future<Void> noteTest(Authentication by, Tenant tenant, UUID id) {
        return database.inTransaction(tenant, tx -> {
            records.tested(tx, tenant, id, by);
            return Future.succeededFuture();
        });
    }

    private Subscription fresh(Tenant tenant, SubscriptionInput input, Authentication by) {
        var blank = new Subscription(
                tenant,
                Ids.next(),
                "",
                List.of(),
                null,
                null,
                null,
                false,
                true,
                null,
                0,
                1,
                by.principal().text(),
                now(),
                now());
        return blank.changed(input, now());
    }

    private Future<Subscription> insert(Tx tx, Subscription added, Optional<String> secret, Authentication by) {
        records.created(tx, added, by);
        var sealed = secret.map(one -> sinks.seal(added.id(), one));
        return subscriptions
                .insert(tx, added, sealed)
                .compose(inserted ->
                        queues.insert(tx, added.tenant(), added.id()).map(inserted));
    }

    private Future<Subscription> write(Tx tx, Subscription present, Subscription changed, Authentication by) {
        if (changed.isSource()) {
            tx.afterCommit(() -> sources.ifPresent(all -> all.changed(changed.tenant())));
        }
        records.updated(tx, present, changed, by);
        var enabling = changed.enabled() && !present.enabled();
        return subscriptions
                .change(tx, changed, enabling)
                .compose(written -> enabling ? goOn(tx, written) : Future.succeededFuture(written));
    }

    // What was under way when it was disabled is tried again.
    private Future<Subscription> goOn(Tx tx, Subscription enabled) {
        tx.afterCommit(() -> workers.wake(Set.of(new Queue(enabled.tenant(), enabled.id()))));
        return queues.dueNow(tx, enabled.tenant(), Set.of(enabled.id())).map(enabled);
    }

    private Future<Subscription> locked(Tx tx, Tenant tenant, UUID id, IfMatch condition) {
        return subscriptions
                .lock(tx, tenant, id)
                .compose(found -> require(found, tenant, id))
                .map(present -> {
                    condition.verify(present.revision());
                    return present;
                });
    }

    private static Subscription requireSameKind(Subscription present, SubscriptionInput input) {
        if (input.sinkKind() != null && !input.sinkKind().equals(present.sinkKind())) {
            throw CommonError.REQUEST_INVALID.onField(
                    "sink.kind", "sink.kind is " + present.sinkKind() + " and stays so; create another subscription");
        }
        return present;
    }

    // Its offsets are those of one topic.
    private static Subscription requireSameTopic(Subscription present, SubscriptionInput input) {
        if (present.isSource()
                && input.sink() != null
                && !KafkaSource.topic(input.sink()).equals(KafkaSource.topic(present.sink()))) {
            throw CommonError.REQUEST_INVALID.onField(
                    "sink.topic", "sink.topic of a source stays what it is; create another subscription");
        }
        return present;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Future<Integer> requireRoom(Tenant tenant, int number) {
        return number < MAX_PER_TENANT
                ? Future.succeededFuture(number)
                : EventsError.TOO_MANY_SUBSCRIPTIONS
                        .because("This " + tenant.kind().word() + " has " + MAX_PER_TENANT
                                + " subscriptions, which is all it may have; delete one first.")
                        .asFuture();
    }

    private static <T> Future<T> require(Optional<T> found, Tenant tenant, UUID id) {
        return found.map(Future::succeededFuture)
                .orElseGet(() -> EventsError.SUBSCRIPTION_NOT_FOUND
                        .because("This " + tenant.kind().word() + " has no subscription " + id + ".")
                        .asFuture());
    }
}
