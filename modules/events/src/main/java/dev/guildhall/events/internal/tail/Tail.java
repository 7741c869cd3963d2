package dev.guildhall.events.internal.tail;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.log.LiveEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of a workspace from some event on, for one reader, as long as it may read them.
 *
 * <p>It gives every sequence once and in order. A live event that is the next one goes straight to the reader; when the
 * reader is behind, because it resumes or reads slowly, events are read from the log page by page as the reader takes
 * them, and live ones are only noted by their number, so that nothing piles up here. Everything but {@link #hear},
 * {@link #check} and {@link #end} happens on the event loop on which it was made.
 */
public final class Tail {

    private static final long BEAT_MILLIS = 15_000;
    private static final long CHECK_MILLIS = 150;
    private static final long MAX_TIMER_MILLIS = Duration.ofDays(1).toMillis();
    private static final int PAGE = 50;
    /** Beats in a row for which a reader took nothing of what waits for it. */
    private static final int MOST_MISSED = 4;

    private final Vertx vertx;
    private final Context loop;
    private final WorkspaceId workspace;
    private final TailAccess access;
    private final TailReader reader;
    private final EventTable events;

    private final List<Runnable> onEnd = new ArrayList<>();
    private long sent;
    private long newest;
    private boolean begun;
    private boolean reading;
    private boolean ended;
    private boolean checkDue;
    private int missed;
    private long beat = -1;
    private long expiry = -1;

    Tail(Vertx vertx, EventTable events, WorkspaceId workspace, TailAccess access, TailReader reader) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.events = events;
        this.workspace = workspace;
        this.access = access;
        this.reader = reader;
    }

    /** Has this done when it ends, however it does. */
    public void onEnd(Runnable action) {
        onEnd.add(action);
    }

    /** Begins with the event after the given one. */
    void begin(long after, long last) {
        begun = true;
        if (ended) {
            reader.end();
            return;
        }
        sent = after;
        newest = Math.max(newest, last);
        if (!reader.begin(this)) {
            abandon();
            return;
        }
        beat = vertx.setPeriodic(BEAT_MILLIS, id -> beat());
        awaitExpiry();
        catchUp();
    }

    /** Takes notice of a live event; from any thread. */
    void hear(LiveEvent live) {
        loop.runOnContext(ignored -> take(live));
    }

    /** Soon finds out whether the reader may still listen; from any thread, as often as wanted. */
    void check() {
        loop.runOnContext(ignored -> {
            if (!checkDue && !ended) {
                checkDue = true;
                // Not at once: whoever decides may have to hear of the change first, and changes come in groups.
                vertx.setTimer(CHECK_MILLIS, id -> decide());
            }
        });
    }

    /** The reader takes events again. */
    public void drained() {
        catchUp();
    }

    /** Ends in good order; from any thread. */
    public void end() {
        loop.runOnContext(ignored -> {
            if (!ended) {
                abandon();
                if (begun) {
                    reader.end();
                }
            }
        });
    }

    /** Lets go of everything, for the reader is gone. */
    public void abandon() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(beat);
            vertx.cancelTimer(expiry);
            onEnd.forEach(Runnable::run);
        }
    }

    private void take(LiveEvent live) {
        if (ended) {
            return;
        }
        var event = live.event();
        newest = Math.max(newest, event.sequence());
        if (begun && !reading && event.sequence() == sent + 1 && !reader.isFull()) {
            reader.take(live);
            sent = event.sequence();
        } else {
            catchUp();
        }
    }

    private void catchUp() {
        if (!begun || ended || reading || sent >= newest || reader.isFull()) {
            return;
        }
        reading = true;
        events.after(workspace, sent, PAGE).onComplete(page -> {
            reading = false;
            if (page.failed()) {
                // The client comes back and goes on after the last event it got.
                end();
            } else if (!ended) {
                send(page.result());
            }
        });
    }

    private void send(List<Event> page) {
        for (var event : page) {
            if (event.sequence() != sent + 1) {
                // What is in between is not kept any more; the client comes back and is told.
                end();
                return;
            }
            reader.take(new LiveEvent(event));
            sent = event.sequence();
        }
        if (!page.isEmpty()) {
            catchUp();
        }
    }

    private void beat() {
        if (reader.isFull()) {
            missed++;
        } else {
            missed = 0;
            reader.keepAlive();
        }
        if (missed == MOST_MISSED) {
            abandon();
            reader.cutOff();
            return;
        }
        // Whatever made a check miss something is put right here.
        check();
    }

    private void awaitExpiry() {
        var left = Duration.between(Instant.now(), access.expiresAt());
        if (left.isNegative() || left.isZero()) {
            end();
            return;
        }
        var wait = left.compareTo(Duration.ofMillis(MAX_TIMER_MILLIS)) > 0 ? MAX_TIMER_MILLIS : left.toMillis() + 1;
        expiry = vertx.setTimer(wait, id -> awaitExpiry());
    }

    private void decide() {
        checkDue = false;
        if (!ended) {
            access.admitted().get().onSuccess(admitted -> {
                if (!admitted) {
                    end();
                }
            });
        }
    }
}
