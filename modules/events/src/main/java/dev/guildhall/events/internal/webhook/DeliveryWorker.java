package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.work.Worker;
import dev.guildhall.events.internal.webhook.Settlements.Next;
import dev.guildhall.events.internal.webhook.Settlements.Settled;
import dev.guildhall.events.internal.webhook.SubscriptionTable.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the due deliveries of one subscription, whose queue this node has claimed: several at a time, or one after the
 * other when the subscription is ordered. It is done when nothing is due any more, or the claim is lost.
 */
final class DeliveryWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

    private static final int AT_ONCE = 8;
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final long UNAVAILABLE_MILLIS = 1_000;

    private final Vertx vertx;
    private final QueueClaim claim;
    private final Settlements settlements;
    private final WebhookSender sender;
    private final Places places;
    private final FailureLog failures;

    private final Promise<Boolean> ended = Promise.promise();
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Set<UUID> underWay = new HashSet<>();
    private Target target;
    private boolean doesWell;
    private boolean mayBeMore;
    private boolean busy;
    private boolean stopping;

    DeliveryWorker(Vertx vertx, QueueClaim claim, Settlements settlements, WebhookSender sender, Places places) {
        this.vertx = vertx;
        this.claim = claim;
        this.settlements = settlements;
        this.sender = sender;
        this.places = places;
        this.failures = new FailureLog(
                LOG, "go on with the deliveries of subscription " + claim.key().subscription());
    }

    @Override
    public Future<Boolean> run() {
        take(claim.first());
        goOn();
        return ended.future();
    }

    @Override
    public void notice() {
        mayBeMore = true;
        goOn();
    }

    /** Another node may have made deliveries for the queue that is held here. */
    @Override
    public void sweep() {
        notice();
    }

    @Override
    public void stop() {
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
            deliver(waiting.poll());
        }
        var isFull = target != null && underWay.size() >= atOnce();
        if (wantsMore() && !isFull) {
            read();
        } else if (underWay.isEmpty() && !hasNext()) {
            release();
        }
    }

    private boolean hasNext() {
        return !stopping && !waiting.isEmpty();
    }

    private boolean wantsMore() {
        return !stopping && mayBeMore && waiting.isEmpty();
    }

    private void abandon() {
        waiting.clear();
        if (underWay.isEmpty()) {
            ended.complete(false);
        }
    }

    // An endpoint that hangs or fails gets one attempt at a time until it does well.
    private int atOnce() {
        return target.ordered() || !doesWell ? 1 : AT_ONCE;
    }

    private void read() {
        busy = true;
        // What comes while the answer is on its way may not be in it.
        mayBeMore = false;
        settlements.read(claim, underWay).onComplete(due -> {
            busy = false;
            failures.note(due);
            if (due.failed()) {
                waitAndGoOn();
            } else {
                take(due.result());
                goOn();
            }
        });
    }

    private void take(Due due) {
        due.target().ifPresent(found -> target = found);
        waiting.addAll(due.deliveries());
        mayBeMore |= due.isCut();
    }

    private void deliver(Delivery delivery) {
        underWay.add(delivery.id());
        send(delivery).onSuccess(attempt -> {
            if (attempt.isGone()) {
                waiting.clear();
            }
            mayBeMore |= target.ordered();
            settle(delivery, attempt);
        });
    }

    private Future<Attempt> send(Delivery delivery) {
        var to = target;
        var queue = claim.key();
        var host = URI.create(to.url()).getAuthority();
        return places.enter(queue.workspace(), host)
                .compose(entered ->
                        sender.send(queue.subscription(), to, delivery.event().toCloudEvent(), claim::holds))
                .onComplete(sent -> places.leave(queue.workspace(), host))
                .onSuccess(attempt ->
                        doesWell = attempt.succeeded() && attempt.duration().compareTo(SLOW) < 0);
    }

    // What follows in the same transaction is nobody else's to do until it is known whether it was done.
    private void settle(Delivery delivery, Attempt attempt) {
        var next = next(attempt);
        if (next != Next.NOTHING) {
            busy = true;
            mayBeMore = false;
        }
        settle(delivery, attempt, next);
    }

    private Next next(Attempt attempt) {
        if (busy || attempt.isGone() || hasNext()) {
            return Next.NOTHING;
        }
        if (wantsMore()) {
            return Next.READ;
        }
        return underWay.size() == 1 ? Next.RELEASE : Next.NOTHING;
    }

    // To forget what was delivered would deliver it again, at once and for ever. Whoever takes the queue over does that
    // with what is under way, but once.
    private void settle(Delivery delivery, Attempt attempt, Next next) {
        if (!claim.holds()) {
            settled(delivery, next, Settled.LOST);
            return;
        }
        var others = underWay.stream().filter(id -> !id.equals(delivery.id())).toList();
        settlements.settle(claim, delivery, attempt, next, others).onComplete(done -> {
            failures.note(done);
            if (done.succeeded()) {
                settled(delivery, next, done.result());
            } else if (stopping) {
                settled(delivery, next, Settled.LOST);
            } else {
                vertx.setTimer(UNAVAILABLE_MILLIS, id -> settle(delivery, attempt, next));
            }
        });
    }

    private void settled(Delivery delivery, Next next, Settled outcome) {
        underWay.remove(delivery.id());
        busy &= next == Next.NOTHING;
        if (outcome.released()) {
            ended.complete(outcome.more() || mayBeMore);
            return;
        }
        if (!outcome.noted()) {
            // Whether it is still claimed is known when it is given back.
            stopping = true;
        }
        take(outcome.due());
        goOn();
    }

    private void release() {
        busy = true;
        mayBeMore = false;
        settlements.release(claim).onComplete(released -> {
            failures.note(released);
            if (released.succeeded()) {
                ended.complete(released.result() || mayBeMore);
            } else if (stopping || !claim.holds()) {
                ended.complete(false);
            } else {
                vertx.setTimer(UNAVAILABLE_MILLIS, id -> release());
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
