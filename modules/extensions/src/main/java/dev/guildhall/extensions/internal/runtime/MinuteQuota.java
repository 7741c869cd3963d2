package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.extensions.ExtensionError;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** How often an installation may do something in a minute on this node; a minute's worth may come at once. */
final class MinuteQuota {

    private final String what;
    private final int most;
    private final Bucket bucket;

    /** @param what it is that is counted, in the plural */
    MinuteQuota(String what, int most) {
        this.what = what;
        this.most = most;
        this.bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofMinutes(1)))
                .build();
    }

    /** Counts so many, or none; throws the refusal when that is too many. */
    void count(int number) {
        var refusal = ExtensionError.QUOTA_EXCEEDED.because(
                "An extension in a workspace has at most " + most + " " + what + " a minute.");
        if (number > most) {
            throw refusal;
        }
        var probe = bucket.tryConsumeAndReturnRemaining(number);
        if (!probe.isConsumed()) {
            throw refusal.withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }
}
