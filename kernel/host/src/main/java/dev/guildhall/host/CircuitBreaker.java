package dev.guildhall.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Leaves an installation alone that does not answer in time: after so many time-outs in a row calls are refused at once,
 * and when the pause is over one call is let through to see whether it answers again. Safe for all threads.
 */
public final class CircuitBreaker {

    private final ExecutionLimits.Breaker limits;
    private final String label;
    private final Consumer<Boolean> listener;

    private int timeouts;
    private Instant openSince;
    private boolean probing;
    private long until;

    /** @param listener is told true when it begins to rest, and false when it answers again */
    public CircuitBreaker(ExecutionLimits.Breaker limits, String label, Consumer<Boolean> listener) {
        this.limits = limits;
        this.label = label;
        this.listener = listener;
    }

    /** Why a call is refused, or null: it is let through, and what becomes of it is to be told. */
    public synchronized ExtensionFailure refusal() {
        if (openSince == null) {
            return null;
        }
        var left = until - System.nanoTime();
        if (left > 0 || probing) {
            return ExtensionFailure.resting(
                    label + " did not answer in time " + timeouts + " times in a row", Duration.ofNanos(left));
        }
        probing = true;
        return null;
    }

    /** Since when it rests; empty when it does not. */
    public synchronized Optional<Instant> openSince() {
        return Optional.ofNullable(openSince);
    }

    /** A call that was let through did not begin. */
    public synchronized void notBegun() {
        probing = false;
    }

    public void answered() {
        synchronized (this) {
            timeouts = 0;
            probing = false;
            if (openSince == null) {
                return;
            }
            openSince = null;
        }
        listener.accept(false);
    }

    public void timedOut() {
        synchronized (this) {
            timeouts++;
            if (!probing && (openSince != null || timeouts < limits.timeouts())) {
                return;
            }
            until = System.nanoTime() + limits.pause().toNanos();
            probing = false;
            if (openSince != null) {
                return;
            }
            openSince = Instant.now();
        }
        listener.accept(true);
    }
}
