package dev.guildhall.host;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The fuse of an installation: leaves it alone when it does not answer in time, fails or is slow again and again. Calls are
 * refused at once then, and when the pause is over one call is let through to see whether it is well again. Safe for all
 * threads.
 */
public final class CircuitBreaker {

    /** So many calls are looked at to tell whether it fails or is slow. */
    static final int WINDOW = 50;

    /** Why an installation is left alone. */
    public enum Reason {
        TIMED_OUT("did not answer in time again and again"),
        FAILING("failed again and again"),
        SLOW("took too long again and again");

        private final String told;

        Reason(String told) {
            this.told = told;
        }

        /** What the extension did, for people. */
        @Override
        public String toString() {
            return told;
        }
    }

    /** That an installation is left alone. */
    public record Rest(Instant since, Reason reason) {}

    private final ExecutionLimits.Breaker limits;
    private final String label;
    private final Consumer<Optional<Reason>> listener;

    private final BitSet failed = new BitSet(WINDOW);
    private final BitSet slow = new BitSet(WINDOW);
    private int ended;
    private int timeouts;
    private Rest rest;
    private boolean probing;
    private long until;

    /** @param listener is told why when it begins to rest, and nothing when it is well again */
    public CircuitBreaker(ExecutionLimits.Breaker limits, String label, Consumer<Optional<Reason>> listener) {
        this.limits = limits;
        this.label = label;
        this.listener = listener;
    }

    /** Why a call is refused, or null: it is let through, and what becomes of it is to be told. */
    public synchronized ExtensionFailure refusal() {
        if (rest == null) {
            return null;
        }
        var left = until - System.nanoTime();
        if (left > 0 || probing) {
            return ExtensionFailure.resting(label + " " + rest.reason(), Duration.ofNanos(left));
        }
        probing = true;
        return null;
    }

    /** Since when and why it rests; empty when it does not. */
    public synchronized Optional<Rest> rest() {
        return Optional.ofNullable(rest);
    }

    /** A call that was let through did not begin. */
    public synchronized void notBegun() {
        probing = false;
    }

    /** A call was answered, be it with a refusal. */
    public void answered(Duration after) {
        ended(false, after.compareTo(limits.slow()) > 0);
    }

    /** A call was answered by a fault of the extension. */
    public void failed(Duration after) {
        ended(true, after.compareTo(limits.slow()) > 0);
    }

    public void timedOut() {
        Optional<Reason> trip;
        synchronized (this) {
            timeouts++;
            note(true, true);
            trip = probed(Reason.TIMED_OUT)
                    ? Optional.empty()
                    : timeouts >= limits.timeouts() ? tripped(Reason.TIMED_OUT) : tripped();
        }
        trip.ifPresent(reason -> listener.accept(trip));
    }

    private void ended(boolean hasFailed, boolean wasSlow) {
        Optional<Reason> trip = Optional.empty();
        synchronized (this) {
            timeouts = 0;
            note(hasFailed, wasSlow);
            if (hasFailed || wasSlow) {
                if (!probed(hasFailed ? Reason.FAILING : Reason.SLOW)) {
                    trip = tripped();
                }
            } else if (rest == null) {
                probing = false;
                return;
            } else {
                rest = null;
                probing = false;
                forget();
            }
        }
        if (!hasFailed && !wasSlow || trip.isPresent()) {
            listener.accept(trip);
        }
    }

    private void note(boolean hasFailed, boolean wasSlow) {
        var at = ended++ % WINDOW;
        failed.set(at, hasFailed);
        slow.set(at, wasSlow);
    }

    private void forget() {
        failed.clear();
        slow.clear();
        ended = 0;
    }

    /** Whether it rests already; if this was the call that shows how it is, it does so for another while. */
    private boolean probed(Reason reason) {
        if (rest == null) {
            return false;
        }
        if (probing) {
            rest = new Rest(rest.since(), reason);
            pause();
        }
        return true;
    }

    private Optional<Reason> tripped() {
        if (ended < WINDOW) {
            return Optional.empty();
        }
        return isTooMany(failed) ? tripped(Reason.FAILING) : isTooMany(slow) ? tripped(Reason.SLOW) : Optional.empty();
    }

    private boolean isTooMany(BitSet calls) {
        return calls.cardinality() * 100 >= limits.percent() * WINDOW;
    }

    private Optional<Reason> tripped(Reason reason) {
        rest = new Rest(Instant.now(), reason);
        pause();
        return Optional.of(reason);
    }

    private void pause() {
        until = System.nanoTime() + limits.pause().toNanos();
        probing = false;
    }
}
