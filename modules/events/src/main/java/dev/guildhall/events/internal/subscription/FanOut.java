package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.DurableSubscribers.Recipient;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.durable.TransactionalDelivery;
import dev.guildhall.events.internal.subscription.DeliveryTable.Match;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Turns events into deliveries, one for each subscription that wants them. It is itself a durable subscriber, one per
 * tenant; repeated, it makes no second delivery.
 */
final class FanOut implements TransactionalDelivery {

    /** Under which kind and name its cursors are kept. */
    static final String KIND = "webhook";

    static final String SUBSCRIBER = "fan-out";

    private static final int BATCH = 200;

    private final Vertx vertx;
    private final SubscriptionTable subscriptions;
    private final DeliveryTable deliveries;
    private final QueueTable queues;
    private final Duration firstPause;
    private final Consumer<Set<Queue>> due;

    /** @param due is told whose deliveries were made, once they are committed */
    FanOut(
            Vertx vertx,
            SubscriptionTable subscriptions,
            DeliveryTable deliveries,
            QueueTable queues,
            Duration firstPause,
            Consumer<Set<Queue>> due) {
        this.vertx = vertx;
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.queues = queues;
        this.firstPause = firstPause;
        this.due = due;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Future<Void> deliver(Tx tx, Recipient recipient, List<Event> events) {
        var tenant = recipient.tenant();
        return subscriptions
                .enabled(tx, tenant)
                .compose(all -> Matching.of(vertx, all, Subscription::wanted, events))
                .compose(matches -> insert(tx, tenant, matches));
    }

    private Future<Void> insert(Tx tx, Tenant tenant, List<Match> matches) {
        if (matches.isEmpty()) {
            return Future.succeededFuture();
        }
        var matched = matches.stream().map(Match::subscription).collect(Collectors.toSet());
        tx.afterCommit(() -> due.accept(queues(tenant, matched)));
        return Future.all(deliveries.insert(tx, tenant, matches, firstPause), queues.dueNow(tx, tenant, matched))
                .mapEmpty();
    }

    private static Set<Queue> queues(Tenant tenant, Set<UUID> subscriptions) {
        return subscriptions.stream().map(id -> new Queue(tenant, id)).collect(Collectors.toSet());
    }
}
