package dev.guildhall.events.internal.durable;

import dev.guildhall.core.event.Event;
import dev.guildhall.events.DurableSubscribers.NotNowException;
import dev.guildhall.events.internal.durable.HandlerMeters.Outcome;
import dev.guildhall.events.internal.durable.OneByOne.Progress;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events over one by one: what fails is tried again later, a few times, and is then put aside. It ends with an
 * attempt that failed, for the next one comes later.
 */
final class RetryingWorker extends CursorWorker {

    private static final Logger LOG = LoggerFactory.getLogger(RetryingWorker.class);

    /** After so many attempts that ended the process, or may have, there is no other. */
    private static final int MAX_UNFINISHED = 3;

    private final EventTable events;
    private final CursorClaimTable cursors;
    private final OneByOne delivery;
    private final List<Duration> retries;
    private final OneAtATime suspects;
    private final HandlerMeters meters;
    private Cursor cursor;

    RetryingWorker(
            Vertx vertx,
            EventTable events,
            CursorClaimTable cursors,
            OneByOne delivery,
            List<Duration> retries,
            OneAtATime suspects,
            HandlerMeters meters,
            CursorClaim claim) {
        super(vertx, claim);
        this.events = events;
        this.cursors = cursors;
        this.delivery = delivery;
        this.retries = retries;
        this.suspects = suspects;
        this.meters = meters;
        this.cursor = claim.cursor();
    }

    @Override
    Future<Boolean> step() {
        return cursor.isSuspect() ? suspects.next(this::suspectStep) : step(OneByOne.BATCH);
    }

    // Alone on this node, and nothing else with it: should the process end once more, it is known why.
    private Future<Boolean> suspectStep() {
        LOG.warn(
                "The process ended while it delivered to {} what comes after event {}, or something else did: attempt"
                        + " {} of {} never finished",
                key,
                cursor.sequence(),
                cursor.unfinished(),
                MAX_UNFINISHED);
        return step(1);
    }

    private Future<Boolean> step(int most) {
        forgetNotice();
        return events.after(key.tenant(), cursor.sequence(), most).compose(batch -> {
            if (batch.isEmpty() || isStopping()) {
                return release();
            }
            if (cursor.unfinished() >= MAX_UNFINISHED) {
                cursor = cursor.tried(cursor.unfinished());
                return putAside(batch.get(0), new IllegalStateException("the process ended at each attempt"));
            }
            return delivery.deliver(claim, batch, () -> !isStopping(), this::announce)
                    .compose(progress -> note(batch, progress, most));
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
            LOG.info("The lease of {} was lost on the way; whoever has it now goes on", key);
            return Future.succeededFuture(false);
        }
        if (progress.done() > 0) {
            meters.count(key.kind(), Outcome.HANDLED, progress.done());
            cursor = cursor.at(batch.get(progress.done() - 1).sequence());
        }
        if (progress.failure() != null) {
            return failed(batch.get(progress.done()), progress.failure());
        }
        var maybeMore = progress.done() < batch.size() || batch.size() == most || isNoticed();
        return maybeMore && !isStopping() ? cursors.advance(claim, cursor.sequence()) : release();
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
                    key,
                    failure.toString());
            LOG.debug("It failed so", failure);
            meters.count(key.kind(), Outcome.RETRIED, 1);
            var pause = retries.get(cursor.attempts() - 1);
            return cursors.postpone(claim, cursor, failure, pause).map(false);
        }
        return putAside(event, failure);
    }

    private Future<Boolean> putAside(Event event, Throwable failure) {
        LOG.warn("Event {} is put aside after {} attempts to deliver it to {}", event.id(), cursor.attempts(), key);
        return cursors.putAside(claim, cursor, event.sequence(), failure).map(active -> {
            meters.count(key.kind(), Outcome.PUT_ASIDE, 1);
            cursor = cursor.at(event.sequence());
            return active;
        });
    }
}
