package dev.guildhall.events.internal.http;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.log.LiveEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One client that follows a workspace's events as server-sent events.
 *
 * <p>It sends every sequence once and in order. A live event that is the next one goes straight to the client; when the
 * client is behind, because it resumes or reads slowly, events are read from the log page by page as the client takes
 * them, and live ones are only noted by their number, so that nothing piles up here. Everything but {@link #hear} and
 * {@link #check} happens on the event loop of the connection.
 */
final class EventStream {

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final long CHECK_MILLIS = 150;
    private static final long MAX_TIMER_MILLIS = Duration.ofDays(1).toMillis();
    private static final int PAGE = 50;
    /** Heartbeats in a row for which a client took nothing of what waits for it. */
    private static final int MOST_MISSED = 4;

    private final Vertx vertx;
    private final Context loop;
    private final Call call;
    private final WorkspaceId workspace;
    private final Instant expiresAt;
    private final HttpServerResponse response;
    private final EventTable events;

    private Runnable onEnd = () -> {};
    private long sent;
    private long newest;
    private boolean begun;
    private boolean reading;
    private boolean ended;
    private boolean checkDue;
    private int missed;
    private long heartbeat = -1;
    private long expiry = -1;

    EventStream(Vertx vertx, Call call, EventTable events) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.call = call;
        this.workspace = call.workspace();
        this.expiresAt = call.actor().credential().expiresAt();
        this.response = call.context().response();
        this.events = events;
    }

    void onEnd(Runnable action) {
        onEnd = action;
    }

    /** Starts sending with the event after the given one. */
    void begin(long after, long last) {
        begun = true;
        if (ended) {
            response.end();
            return;
        }
        if (response.closed()) {
            abandon();
            return;
        }
        sent = after;
        newest = Math.max(newest, last);
        response.closeHandler(closed -> abandon());
        response.exceptionHandler(failure -> abandon());
        response.drainHandler(drained -> catchUp());
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                // A compressor would hold events back until it has a block of them.
                .putHeader("Content-Encoding", "identity");
        response.write("retry: 2000\n\n");
        heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, id -> beat());
        awaitExpiry();
        catchUp();
    }

    /** Takes notice of a live event; from any thread. */
    void hear(LiveEvent live) {
        loop.runOnContext(ignored -> take(live));
    }

    /** Soon finds out whether the client may still listen; from any thread, as often as wanted. */
    void check() {
        loop.runOnContext(ignored -> {
            if (!checkDue && !ended) {
                checkDue = true;
                // Not at once: whoever decides may have to hear of the change first, and changes come in groups.
                vertx.setTimer(CHECK_MILLIS, id -> decide());
            }
        });
    }

    /** Ends the response in good order; from any thread. */
    void end() {
        loop.runOnContext(ignored -> {
            if (!ended) {
                abandon();
                if (begun) {
                    response.end();
                }
            }
        });
    }

    /** Lets go of everything without touching the response. */
    void abandon() {
        if (!ended) {
            ended = true;
            vertx.cancelTimer(heartbeat);
            vertx.cancelTimer(expiry);
            onEnd.run();
        }
    }

    private void take(LiveEvent live) {
        if (ended) {
            return;
        }
        var event = live.event();
        newest = Math.max(newest, event.sequence());
        if (begun && !reading && event.sequence() == sent + 1 && !response.writeQueueFull()) {
            response.write(live.frame());
            sent = event.sequence();
        } else {
            catchUp();
        }
        if (changesAccess(event)) {
            check();
        }
    }

    private void catchUp() {
        if (!begun || ended || reading || sent >= newest || response.writeQueueFull()) {
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
            response.write(new LiveEvent(event).frame());
            sent = event.sequence();
        }
        if (!page.isEmpty()) {
            catchUp();
        }
    }

    private void beat() {
        if (response.writeQueueFull()) {
            missed++;
        } else {
            missed = 0;
            response.write(HEARTBEAT);
        }
        if (missed == MOST_MISSED) {
            abandon();
            response.reset();
            return;
        }
        // Whatever made a check miss something is put right here.
        check();
    }

    private void awaitExpiry() {
        var left = Duration.between(Instant.now(), expiresAt);
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
            call.isStillAdmitted().onSuccess(admitted -> {
                if (!admitted) {
                    end();
                }
            });
        }
    }

    private static boolean changesAccess(Event event) {
        var type = event.type();
        return type.startsWith("member.") || type.startsWith("role.") || type.startsWith("workspace.");
    }
}
