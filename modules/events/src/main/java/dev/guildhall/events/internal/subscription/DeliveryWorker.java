package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.work.Worker;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.internal.subscription.Settlements.Made;
import dev.guildhall.events.internal.subscription.Settlements.Next;
import dev.guildhall.events.internal.subscription.Settlements.Settled;
import dev.guildhall.events.internal.subscription.SubscriptionTable.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
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
    private final Sinks sinks;
    private final OpenedSecrets secrets;
    private final Places places;
    private final FailureLog failures;
    private final AttemptPace pace;

    private final Promise<Boolean> ended = Promise.promise();
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Set<UUID> underWay = new HashSet<>();
    private final List<Sent> sent = new ArrayList<>();
    private Target target;
    private int batches;
    private boolean doesWell;
    private boolean mayBeMore;
    private boolean busy;
    private boolean settling;
    private boolean stopping;

    /**
     * What was sent at once and is not noted yet.
     *
     * @param place is left when it is
     */
    private record Sent(List<Made> made, Runnable place) {}

    DeliveryWorker(Vertx vertx, QueueClaim claim, Settlements settlements, Sinks sinks, Places places) {
        this.vertx = vertx;
        this.claim = claim;
        this.settlements = settlements;
        this.sinks = sinks;
        this.secrets = sinks.secrets(claim.key().subscription());
        this.places = places;
        this.pace = new AttemptPace(vertx);
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
        while (!stopping && !waiting.isEmpty() && batches < atOnce() && isItsTime()) {
            deliver(batch());
        }
        var isFull = target != null && batches >= atOnce();
        if (wantsMore() && !isFull) {
            read();
        } else if (batches == 0 && !hasNext()) {
            release();
        }
    }

    private boolean isItsTime() {
        return pace.begin(sinks.sink(target.kind()).pause(target.configuration()), this::goOn);
    }

    private boolean hasNext() {
        return !stopping && !waiting.isEmpty();
    }

    private boolean wantsMore() {
        return !stopping && mayBeMore && waiting.isEmpty();
    }

    private void abandon() {
        waiting.clear();
        if (batches == 0) {
            ended.complete(false);
        }
    }

    // A sink that hangs or fails gets one attempt at a time until it does well.
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

    private List<Delivery> batch() {
        var most = target.ordered() ? 1 : sinks.sink(target.kind()).batch();
        var batch = new ArrayList<Delivery>();
        while (batch.size() < most && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        return batch;
    }

    private void deliver(List<Delivery> batch) {
        batches++;
        batch.forEach(delivery -> underWay.add(delivery.id()));
        var to = target;
        var tenant = claim.key().tenant();
        var place = sinks.sink(to.kind()).place(to.configuration());
        places.enter(tenant, place).compose(entered -> send(batch, to)).onSuccess(made -> {
            if (isGone(made)) {
                waiting.clear();
            }
            mayBeMore |= target.ordered();
            sent.add(new Sent(made, () -> places.leave(tenant, place)));
            settle();
            goOn();
        });
    }

    private Future<List<Made>> send(List<Delivery> batch, Target to) {
        var events = batch.stream().map(Delivery::event).toList();
        return sinks.deliver(claim.key(), to, secrets, events, claim::holds)
                .onSuccess(attempts -> doesWell = attempts.stream().allMatch(DeliveryWorker::isWell))
                .map(attempts -> IntStream.range(0, batch.size())
                        .mapToObj(i -> new Made(batch.get(i), attempts.get(i), to.kind()))
                        .toList());
    }

    private static boolean isWell(DeliveryAttempt attempt) {
        return attempt.succeeded() && attempt.duration().compareTo(SLOW) < 0;
    }

    private static boolean isGone(List<Made> made) {
        return made.stream().anyMatch(one -> one.attempt().isGone());
    }

    // What is sent while this is noted is noted together, as soon as it was. What follows in the same transaction is
    // nobody else's to do until it is known whether it was done.
    private void settle() {
        if (settling || sent.isEmpty()) {
            return;
        }
        settling = true;
        var all = List.copyOf(sent);
        sent.clear();
        var made = all.stream().flatMap(one -> one.made().stream()).toList();
        var next = next(made, all.size());
        if (next != Next.NOTHING) {
            busy = true;
            mayBeMore = false;
        }
        settle(all, made, next);
    }

    private Next next(List<Made> made, int ofBatches) {
        if (busy || isGone(made) || hasNext()) {
            return Next.NOTHING;
        }
        if (wantsMore()) {
            return Next.READ;
        }
        return batches == ofBatches ? Next.RELEASE : Next.NOTHING;
    }

    // To forget what was delivered would deliver it again, at once and for ever. Whoever takes the queue over does that
    // with what is under way, but once. That is what was sent and is not noted yet, and its places are kept until it
    // is, so that it does not grow while the database is slow.
    private void settle(List<Sent> all, List<Made> made, Next next) {
        if (!claim.holds()) {
            settled(all, made, next, Settled.LOST);
            return;
        }
        var others = new HashSet<>(underWay);
        made.forEach(one -> others.remove(one.delivery().id()));
        settlements.settle(claim, made, next, others).onComplete(noted -> {
            failures.note(noted);
            if (noted.failed() && !stopping) {
                vertx.setTimer(UNAVAILABLE_MILLIS, id -> settle(all, made, next));
                return;
            }
            settled(all, made, next, noted.succeeded() ? noted.result() : Settled.LOST);
        });
    }

    private void settled(List<Sent> all, List<Made> made, Next next, Settled outcome) {
        settling = false;
        batches -= all.size();
        all.forEach(one -> one.place().run());
        made.forEach(one -> underWay.remove(one.delivery().id()));
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
        settle();
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
