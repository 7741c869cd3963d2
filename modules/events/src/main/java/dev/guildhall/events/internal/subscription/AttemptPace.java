package dev.guildhall.events.internal.subscription;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How soon after one attempt the next may begin. It lives on one event loop. */
final class AttemptPace {

    private final Vertx vertx;
    private long nextAttempt = System.nanoTime();
    private long timer = -1;

    AttemptPace(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Whether an attempt begins now.
     *
     * @param pause from its beginning to that of the next
     * @param later is run when one may begin, if not now
     */
    boolean begin(Duration pause, Runnable later) {
        var left = nextAttempt - System.nanoTime();
        if (pause.isZero() || left <= 0) {
            nextAttempt = System.nanoTime() + pause.toNanos();
            return true;
        }
        if (timer < 0) {
            timer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(left) + 1, id -> {
                timer = -1;
                later.run();
            });
        }
        return false;
    }
}
