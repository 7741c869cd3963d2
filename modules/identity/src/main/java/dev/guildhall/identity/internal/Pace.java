package dev.guildhall.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.identity.IdentityError;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;

/**
 * How often each of many may ask for something in a while, whatever comes of it. Counted on each node by itself, in bounded
 * memory.
 *
 * @param <K> who is counted together
 */
final class Pace<K> {

    private static final int MOST_REMEMBERED = 100_000;

    private final ClockMeter time;
    private final int times;
    private final Duration window;
    private final Cache<K, Bucket> buckets;

    Pace(Clock clock, int times, Duration window) {
        this.time = new ClockMeter(clock);
        this.times = times;
        this.window = window;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(window)
                .build();
    }

    /** Counts once more; throws {@code AUTH.TOO_MANY_ATTEMPTS} when that is too often. */
    void require(K who) {
        var asked = buckets.get(
                        who,
                        unknown -> Bucket.builder()
                                .addLimit(limit -> limit.capacity(times).refillIntervally(times, window))
                                .withCustomTimePrecision(time)
                                .build())
                .tryConsumeAndReturnRemaining(1);
        if (!asked.isConsumed()) {
            var seconds = Math.max(
                    1,
                    Duration.ofNanos(asked.getNanosToWaitForRefill())
                            .plusMillis(999)
                            .toSeconds());
            throw IdentityError.AUTH_TOO_MANY_ATTEMPTS
                    .because("You have asked for this too often; try again in " + seconds + " seconds.")
                    .withRetryAfter(Duration.ofSeconds(seconds));
        }
    }
}
