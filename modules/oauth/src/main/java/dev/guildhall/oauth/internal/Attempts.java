package dev.guildhall.oauth.internal;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** How often each of many may do something in a while. Counted on each node by itself, in bounded memory. */
public final class Attempts {

    private static final int MOST_REMEMBERED = 100_000;

    private final LoadingCache<String, Bucket> left;

    public Attempts(int most, Duration window) {
        this.left = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(window)
                .build(whom -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(most).refillIntervally(most, window))
                        .build());
    }

    /** Fails with {@code REQUEST.RATE_LIMITED} for who has none left; nothing is counted. */
    public void require(String whom) {
        var wait = left.get(whom).estimateAbilityToConsume(1).getNanosToWaitForRefill();
        if (wait > 0) {
            throw refusal(wait);
        }
    }

    /** Counts once more; fails with {@code REQUEST.RATE_LIMITED} when that is too often. */
    public void use(String whom) {
        var used = left.get(whom).tryConsumeAndReturnRemaining(1);
        if (!used.isConsumed()) {
            throw refusal(used.getNanosToWaitForRefill());
        }
    }

    /** Counts once more what has been done already. */
    public void count(String whom) {
        left.get(whom).tryConsume(1);
    }

    private static Problem refusal(long nanos) {
        var wait = Duration.ofSeconds(
                Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds()));
        return CommonError.RATE_LIMITED
                .because("Too many attempts; try again in " + wait.toSeconds() + " seconds.")
                .withRetryAfter(wait);
    }
}
