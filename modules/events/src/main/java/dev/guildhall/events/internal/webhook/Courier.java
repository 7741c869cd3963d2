package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.events.internal.webhook.QueueTable.Queue;
import dev.guildhall.events.internal.webhook.SubscriptionTable.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the due deliveries of one subscription, whose queue this node has claimed: several at a time, or one after the other
 * when the subscription is ordered. It is done when nothing is due any more, or the claim is
 * lost. It lives on one event loop.
 */
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final int AT_ONCE = 8;
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int READ = 32;
    private static final long UNAVAILABLE_MILLIS = 1_000;

    private final Vertx vertx;
    private final QueueClaim claim;
    private final Queue queue;
    private final SubscriptionTable subscriptions;
    private final DeliveryTable deliveries;
    private final QueueTable queues;
    private final WebhookSender sender;
    private final Outcomes outcomes;
    private final Places places;
    private final FailureLog failures;

    private final Promise<Void> ended = Promise.promise();
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Set<UUID> underWay = new HashSet<>();
    private Target target;
    private boolean doesWell;
    private boolean mayBeMore = true;
    private boolean busy;
    private boolean stopping;

    Courier(
            Vertx vertx,
            QueueClaim claim,
            SubscriptionTable subscriptions,
            DeliveryTable deliveries,
            QueueTable queues,
            WebhookSender sender,
            Outcomes outcomes,
            Places places) {
        this.vertx = vertx;
        this.claim = claim;
        this.queue = claim.queue();
        this.subscriptions = subscriptions;
        this.deliveries = deliveries;
        this.queues = queues;
        this.sender = sender;
        this.outcomes = outcomes;
        this.places = places;
        this.failures = new FailureLog(LOG, "go on with the deliveries of subscription " + queue.subscription());
    }

    /** Works until nothing is due; {@link #ended} then succeeds, and the queue is given back or lost. */
    void run() {
        goOn();
    }

    Future<Void> ended() {
        return ended.future();
    }

    Queue queue() {
        return queue;
    }

    /** There may be new deliveries. */
    void notice() {
        mayBeMore = true;
        goOn();
    }

    /** Makes it end after what is under way. */
    void stop() {
        stopping = true;
        goOn();
    }

    private void goOn() {
        if (busy || ended.future().isComplete()) {
            return;
        }
        if (!claim.holds()) {
            abandon();
            return;
        }
        while (!stopping && !waiting.isEmpty() && underWay.size() < atOnce()) {
            carry(waiting.poll());
        }
        var isFull = target != null && underWay.size() >= atOnce();
        if (!stopping && mayBeMore && waiting.isEmpty() && !isFull) {
            read();
        } else if (underWay.isEmpty() && (stopping || waiting.isEmpty())) {
            release();
        }
    }

    private void abandon() {
        waiting.clear();
        if (underWay.isEmpty()) {
            ended.complete();
        }
    }

    // An endpoint that hangs or fails gets one attempt at a time until it does well.
    private int atOnce() {
        return target.ordered() || !doesWell ? 1 : AT_ONCE;
    }

    private void read() {
        busy = true;
        subscriptions
                .target(queue.workspace(), queue.subscription())
                .compose(this::due)
                .onComplete(due -> {
                    busy = false;
                    failures.note(due);
                    if (due.failed()) {
                        waitAndGoOn();
                    } else {
                        waiting.addAll(due.result());
                        goOn();
                    }
                });
    }

    private Future<List<Delivery>> due(Optional<Target> found) {
        // What comes while the answer is on its way may not be in it.
        mayBeMore = false;
        if (found.isEmpty() || !found.get().enabled()) {
            return Future.succeededFuture(List.of());
        }
        target = found.get();
        if (target.ordered()) {
            return underWay.isEmpty() ? deliveries.firstIfDue(queue) : Future.succeededFuture(List.of());
        }
        return deliveries.due(queue, underWay, READ).onSuccess(due -> mayBeMore |= due.size() == READ);
    }

    private void carry(Delivery delivery) {
        underWay.add(delivery.id());
        send(delivery)
                .compose(attempt -> {
                    if (attempt.isGone()) {
                        waiting.clear();
                    }
                    return note(delivery, attempt);
                })
                .onComplete(noted -> {
                    underWay.remove(delivery.id());
                    mayBeMore |= target.ordered();
                    goOn();
                });
    }

    private Future<Attempt> send(Delivery delivery) {
        var to = target;
        var host = URI.create(to.url()).getAuthority();
        return places.enter(queue.workspace(), host)
                .compose(entered ->
                        sender.send(queue.subscription(), to, delivery.event().toCloudEvent(), claim::holds))
                .onComplete(sent -> places.leave(queue.workspace(), host))
                .onSuccess(attempt ->
                        doesWell = attempt.succeeded() && attempt.duration().compareTo(SLOW) < 0);
    }

    // To forget what was delivered would deliver it again, at once and for ever. Whoever takes the queue over does that
    // with what is under way, but once.
    private Future<Boolean> note(Delivery delivery, Attempt attempt) {
        if (!claim.holds()) {
            return Future.succeededFuture(false);
        }
        return outcomes.note(claim, delivery, attempt)
                .onComplete(failures::note)
                .recover(failure -> {
                    if (stopping) {
                        return Future.failedFuture(failure);
                    }
                    return vertx.timer(UNAVAILABLE_MILLIS).compose(elapsed -> note(delivery, attempt));
                });
    }

    private void release() {
        busy = true;
        queues.release(claim).onComplete(released -> {
            failures.note(released);
            if (released.succeeded() || stopping) {
                ended.complete();
            } else {
                busy = false;
                waitAndGoOn();
            }
        });
    }

    private void waitAndGoOn() {
        busy = true;
        vertx.setTimer(UNAVAILABLE_MILLIS, id -> {
            busy = false;
            mayBeMore = true;
            goOn();
        });
    }
}
