package dev.guildhall.host;

import java.time.Duration;

/** Estimates how long a call of an installation waits to begin, by those that began lately. Not safe for threads. */
final class WaitEstimate {

    /** What the latest weighs against those before. */
    private static final double WEIGHT = 0.1;

    private double nanosPerCall;
    private long lastNanos;

    /** The first call has to wait. */
    void begins() {
        lastNanos = System.nanoTime();
    }

    void oneBegan() {
        var now = System.nanoTime();
        nanosPerCall += WEIGHT * (now - lastNanos - nanosPerCall);
        lastNanos = now;
    }

    /** How long one more has to wait behind so many. */
    Duration wait(int waiting) {
        var sinceLast = waiting == 0 ? 0 : System.nanoTime() - lastNanos;
        return Duration.ofNanos((long) ((waiting + 1) * Math.max(nanosPerCall, sinceLast)));
    }
}
