package dev.guildhall.oauth.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.error.CommonError;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** How often somebody may do something within ten minutes. Counted on each node by itself, in bounded memory. */
public final class Attempts {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int MOST_REMEMBERED = 100_000;

    private final int most;
    private final Cache<String, Bucket> left = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(WINDOW)
            .build();

    public Attempts(int most) {
        this.most = most;
    }

    /** Fails with {@code REQUEST.RATE_LIMITED} for who has none left; nothing is counted. */
    public void require(String whom) {
        if (of(whom).getAvailableTokens() < 1) {
            throw CommonError.RATE_LIMITED
                    .because("Too many attempts; try again in ten minutes.")
                    .withRetryAfter(WINDOW);
        }
    }

    public void count(String whom) {
        of(whom).tryConsume(1);
    }

    private Bucket of(String whom) {
        return left.get(
                whom,
                unknown -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(most).refillIntervally(most, WINDOW))
                        .build());
    }
}
