package dev.guildhall.agents.internal;

import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Ends what somebody follows when they may not any more: their credential has expired, or it or their access was taken away.
 * Lives on the event loop on which it was made.
 */
final class AccessWatch {

    private static final long CHECK_MILLIS = 150;
    private static final long BEAT_MILLIS = 15_000;

    private final Vertx vertx;
    private final Context loop;
    private final Instant expiresAt;
    private final Supplier<Future<Boolean>> admitted;
    private final Runnable end;
    private final Registration changes;
    private final long beat;
    private boolean checkDue;
    private boolean ended;

    /**
     * @param admitted whether they still may
     * @param end is called once at most
     */
    AccessWatch(
            Vertx vertx,
            Authentication by,
            WorkspaceId workspace,
            AccessChanges changes,
            Supplier<Future<Boolean>> admitted,
            Runnable end) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.expiresAt = by.credential().expiresAt();
        this.admitted = admitted;
        this.end = end;
        this.changes = changes.listen(by.principal(), workspace, this::check);
        // Whatever made a check miss something is put right by the next.
        this.beat = vertx.setPeriodic(BEAT_MILLIS, id -> check());
        awaitExpiry();
    }

    private void awaitExpiry() {
        var left = Duration.between(Instant.now(), expiresAt);
        if (left.compareTo(Duration.ofMillis(BEAT_MILLIS)) <= 0 && !ended) {
            vertx.setTimer(Math.max(1, left.toMillis() + 1), id -> expire());
        }
    }

    private void expire() {
        if (!Instant.now().isBefore(expiresAt)) {
            finish();
        }
    }

    /** Soon finds out whether they still may; from any thread, as often as wanted. */
    private void check() {
        loop.runOnContext(ignored -> {
            if (!checkDue && !ended) {
                checkDue = true;
                awaitExpiry();
                // Not at once: whoever decides may have to hear of the change first, and changes come in groups.
                vertx.setTimer(CHECK_MILLIS, id -> decide());
            }
        });
    }

    private void decide() {
        checkDue = false;
        if (!ended) {
            admitted.get().onSuccess(still -> {
                if (!still) {
                    finish();
                }
            });
        }
    }

    private void finish() {
        if (!ended) {
            close();
            end.run();
        }
    }

    /** Watches no more. */
    void close() {
        if (!ended) {
            ended = true;
            changes.cancel();
            vertx.cancelTimer(beat);
        }
    }
}
