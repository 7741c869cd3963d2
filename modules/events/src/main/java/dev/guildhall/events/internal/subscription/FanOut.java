package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.durable.TransactionalDelivery;
import dev.guildhall.events.internal.subscription.DeliveryTable.Match;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into deliveries, one for each subscription that wants them. It is itself a durable subscriber, one per
 * workspace; repeated, it makes no second delivery.
 */
final class FanOut implements TransactionalDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    /** Under which kind and name its cursors are kept. */
    static final String KIND = "webhook";

    static final String SUBSCRIBER = "fan-out";

    private static final int BATCH = 200;

    private final SubscriptionTable subscriptions;
    private final DeliveryTable deliveries;
    private final QueueTable queues;
    private final Duration firstPause;
    private final Consumer<Set<Queue>> due;

    /** @param due is told whose deliveries were made, once they are committed */
    FanOut(
            SubscriptionTable subscriptions,
            DeliveryTable deliveries,
            QueueTable queues,
            Duration firstPause,
            Consumer<Set<Queue>> due) {
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
    public Future<Void> deliver(Tx tx, WorkspaceId workspace, List<Event> events) {
        return subscriptions.enabled(tx, workspace).compose(all -> insert(tx, workspace, matches(all, events)));
    }

    private Future<Void> insert(Tx tx, WorkspaceId workspace, List<Match> matches) {
        if (matches.isEmpty()) {
            return Future.succeededFuture();
        }
        var matched = matches.stream().map(Match::subscription).collect(Collectors.toSet());
        tx.afterCommit(() -> due.accept(queues(workspace, matched)));
        return Future.all(deliveries.insert(tx, workspace, matches, firstPause), queues.dueNow(tx, workspace, matched))
                .mapEmpty();
    }

    private static Set<Queue> queues(WorkspaceId workspace, Set<UUID> subscriptions) {
        return subscriptions.stream().map(id -> new Queue(workspace, id)).collect(Collectors.toSet());
    }

    private static List<Match> matches(List<Subscription> subscriptions, List<Event> events) {
        return subscriptions.stream()
                .flatMap(subscription -> events.stream()
                        .filter(wanted(subscription))
                        .map(event -> new Match(subscription.id(), event.sequence())))
                .toList();
    }

    private static Predicate<Event> wanted(Subscription subscription) {
        try {
            return subscription.wanted();
        } catch (Problem invalid) {
            // It was valid once. The others of the workspace must not wait for it.
            LOG.error(
                    "Subscription {} gets nothing, for its filter is not valid: {}",
                    subscription.id(),
                    invalid.getMessage());
            return event -> false;
        }
    }
}
