package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.DurableSubscribers.Recipient;
import dev.guildhall.events.Replay;
import dev.guildhall.events.ReplayStart;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.durable.Cursors;
import dev.guildhall.events.internal.durable.TransactionalDelivery;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.subscription.DeliveryTable.Match;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes deliveries of a subscription once more, page by page: each replay is a durable subscriber, which rests when it has
 * come to the event that was the newest as it began.
 */
final class Replays implements TransactionalDelivery {

    /** Under which kind its cursors are kept, each by the subscription's id. */
    static final String KIND = "replay";

    private static final int BATCH = 200;

    private final Vertx vertx;
    private final SubscriptionTable subscriptions;
    private final DeliveryTable deliveries;
    private final QueueTable queues;
    private final ReplayTable replays = new ReplayTable();
    private final CounterTable counters;
    private final Cursors cursors;
    private final Consumer<Set<Queue>> due;

    /** @param due is told whose deliveries were made, once they are committed */
    Replays(
            Vertx vertx,
            SubscriptionTable subscriptions,
            DeliveryTable deliveries,
            QueueTable queues,
            CounterTable counters,
            Cursors cursors,
            Consumer<Set<Queue>> due) {
        this.vertx = vertx;
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.queues = queues;
        this.counters = counters;
        this.cursors = cursors;
        this.due = due;
    }

    /** Begins, in place of one that is under way. */
    Future<Replay> begin(Tx tx, Subscription subscription, ReplayStart start) {
        var tenant = subscription.tenant();
        var name = subscription.id().toString();
        return after(tx, tenant, start)
                .compose(after -> replays.begin(tx, queue(subscription))
                        .compose(until -> cursors.subscribe(tx, tenant, KIND, name)
                                .compose(there -> cursors.replay(tx, tenant, KIND, name, after))
                                .compose(moved -> cursors.resume(tx, tenant, KIND, name))
                                .map(new Replay(after, until))));
    }

    private Future<Long> after(Tx tx, Tenant tenant, ReplayStart start) {
        return counters.keep(tx, tenant)
                .compose(extent -> start.after()
                        .map(sequence -> {
                            extent.requireKept("after", sequence);
                            return Future.succeededFuture(Math.max(sequence, extent.oldest() - 1));
                        })
                        .orElseGet(() ->
                                replays.lastBefore(tx, tenant, start.since().orElseThrow())));
    }

    /** Lets go of what is kept for a subscription that is deleted. */
    Future<Void> forget(Tx tx, Subscription subscription) {
        return cursors.unsubscribe(
                tx, subscription.tenant(), KIND, subscription.id().toString());
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Future<Void> deliver(Tx tx, Recipient recipient, List<Event> events) {
        var queue = new Queue(recipient.tenant(), UUID.fromString(recipient.subscriber()));
        return replays.until(tx, queue)
                .compose(until -> until.map(last -> deliver(tx, queue, events, last))
                        .orElseGet(() -> cursors.pause(tx, recipient.tenant(), KIND, recipient.subscriber())));
    }

    private Future<Void> deliver(Tx tx, Queue queue, List<Event> events, long until) {
        var part = events.stream().filter(event -> event.sequence() <= until).toList();
        var isLast = events.get(events.size() - 1).sequence() >= until;
        return subscriptions
                .lock(tx, queue.tenant(), queue.subscription())
                .map(found -> found.filter(Subscription::enabled).stream().toList())
                .compose(enabled -> Matching.of(vertx, enabled, Subscription::matching, part))
                .compose(matches -> insert(tx, queue, matches))
                .compose(inserted -> isLast ? end(tx, queue) : Future.succeededFuture());
    }

    private Future<Void> insert(Tx tx, Queue queue, List<Match> matches) {
        if (matches.isEmpty()) {
            return Future.succeededFuture();
        }
        tx.afterCommit(() -> due.accept(Set.of(queue)));
        return Future.all(
                        replays.forget(tx, queue, matches),
                        deliveries.insert(tx, queue.tenant(), matches, Duration.ZERO),
                        queues.dueNow(tx, queue.tenant(), Set.of(queue.subscription())))
                .mapEmpty();
    }

    private Future<Void> end(Tx tx, Queue queue) {
        var name = queue.subscription().toString();
        return replays.end(tx, queue).compose(ended -> cursors.pause(tx, queue.tenant(), KIND, name));
    }

    private static Queue queue(Subscription subscription) {
        return new Queue(subscription.tenant(), subscription.id());
    }
}
