package dev.guildhall.events.internal.durable;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.event.Event;
import dev.guildhall.events.DurableSubscribers.NotNowException;
import dev.guildhall.events.internal.durable.BatchDelivery.Progress;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one cursor that this node has claimed until there is nothing to do, an attempt fails, or the claim is lost. It
 * lives on one event loop.
 */
final class Pump {

    private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

    private static final long UNAVAILABLE_MILLIS = 1_000;

    /** After so many attempts that ended the process, or may have, there is no other. */
    private static final int MAX_UNFINISHED = 3;

    private final Vertx vertx;
    private final EventTable events;
    private final CursorTable cursors;
    private final BatchDelivery delivery;
    private final List<Duration> retries;
    private final Claim claim;
    private final OneAtATime suspects;
    private final FailureLog failures;

    private final Promise<Void> ended = Promise.promise();
    private Cursor cursor;
    private boolean notified;
    private boolean stopping;

    Pump(
            Vertx vertx,
            EventTable events,
            CursorTable cursors,
            BatchDelivery delivery,
            List<Duration> retries,
            Lease lease,
            OneAtATime suspects,
            Cursor cursor) {
        this.vertx = vertx;
        this.events = events;
        this.cursors = cursors;
        this.delivery = delivery;
        this.retries = retries;
        this.claim = new Claim(cursor.key(), cursor.lease(), lease);
        this.suspects = suspects;
        this.cursor = cursor;
        this.failures = new FailureLog(LOG, "go on with the delivery to " + cursor.key());
    }

    Cursor.Key key() {
        return cursor.key();
    }

    /** There is a new event. */
    void notice() {
        notified = true;
    }

    /** Whether an event came that the pump may not have seen before it ended. */
    boolean wasNotified() {
        return notified;
    }

    /** Makes it end after what is under way. */
    void stop() {
        stopping = true;
        claim.stop();
    }

    /** Works until it ends by itself; {@link #ended} then succeeds, and the lease is given back or lost. */
    void run() {
        goOn();
    }

    Future<Void> ended() {
        return ended.future();
    }

    private void goOn() {
        if (!claim.holds()) {
            ended.complete();
            return;
        }
        step().onComplete(step -> {
            failures.note(step);
            if (step.failed() && !stopping) {
                vertx.setTimer(UNAVAILABLE_MILLIS, id -> goOn());
            } else if (step.succeeded() && step.result()) {
                goOn();
            } else {
                ended.complete();
            }
        });
    }

    /** Delivers one batch; true when there may be more to do and the claim still holds. */
    private Future<Boolean> step() {
        return cursor.isSuspect() ? suspects.next(this::suspectStep) : step(delivery.batch());
    }

    // Alone on this node, and nothing else with it: should the process end once more, it is known why.
    private Future<Boolean> suspectStep() {
        LOG.warn(
                "The process ended while it delivered to {} what comes after event {}, or something else did: attempt"
                        + " {} of {} never finished",
                key(),
                cursor.sequence(),
                cursor.unfinished(),
                MAX_UNFINISHED);
        return step(1);
    }

    private Future<Boolean> step(int most) {
        notified = false;
        return events.after(key().workspace(), cursor.sequence(), most).compose(batch -> {
            if (batch.isEmpty() || stopping) {
                return release();
            }
            if (cursor.unfinished() >= MAX_UNFINISHED) {
                cursor = cursor.tried(cursor.unfinished());
                return putAside(batch.get(0), new IllegalStateException("the process ended at each attempt"));
            }
            return delivery.deliver(claim, batch, this::announce).compose(progress -> note(batch, progress, most));
        });
    }

    private Future<Void> announce() {
        return cursors.begin(claim, cursor)
                .compose(held -> held
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("The lease is lost")));
    }

    private Future<Boolean> note(List<Event> batch, Progress progress, int most) {
        if (!claim.holds()) {
            LOG.info("The lease of {} was lost on the way; whoever has it now goes on", key());
            return Future.succeededFuture(false);
        }
        if (progress.done() > 0) {
            cursor = cursor.at(batch.get(progress.done() - 1).sequence());
        }
        if (progress.failure() != null) {
            return failed(batch.get(progress.done()), progress.failure());
        }
        var maybeMore = progress.done() < batch.size() || batch.size() == most || notified;
        return maybeMore && !stopping ? cursors.advance(claim, cursor.sequence()) : release();
    }

    private Future<Boolean> release() {
        return cursors.advanceAndRelease(claim, cursor.sequence()).map(false);
    }

    private Future<Boolean> failed(Event event, Throwable failure) {
        if (failure instanceof NotNowException notNow) {
            return cursors.postpone(claim, cursor, failure, notNow.pause()).map(false);
        }
        cursor = cursor.tried(cursor.attempts() + 1);
        if (cursor.attempts() <= retries.size()) {
            LOG.info(
                    "Attempt {} to deliver event {} to {} failed: {}",
                    cursor.attempts(),
                    event.id(),
                    key(),
                    failure.toString());
            LOG.debug("It failed so", failure);
            var pause = retries.get(cursor.attempts() - 1);
            return cursors.postpone(claim, cursor, failure, pause).map(false);
        }
        return putAside(event, failure);
    }

    private Future<Boolean> putAside(Event event, Throwable failure) {
        LOG.warn("Event {} is put aside after {} attempts to deliver it to {}", event.id(), cursor.attempts(), key());
        return cursors.putAside(claim, cursor, event.sequence(), failure).map(active -> {
            cursor = cursor.at(event.sequence());
            return active;
        });
    }
}
