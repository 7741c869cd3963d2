package dev.guildhall.identity.internal.sso;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.identity.IdentityError;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;

/**
 * Limits how many sign-ins by providers a network begins and does not finish, for each makes this server ask a provider
 * and remember something. Who finishes one has another, so that a whole company behind one address can come at once.
 * Counted on each node by itself.
 */
final class SsoStarts {

    private static final int MOST_REMEMBERED = 100_000;
    private static final int UNFINISHED = 100;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final TimeMeter time;
    private final Cache<String, Bucket> networks = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(WINDOW)
            .build();

    SsoStarts(Clock clock) {
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return Duration.ofMillis(clock.millis()).toNanos();
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    /** Throws {@code AUTH.TOO_MANY_ATTEMPTS}. */
    void begin(String network) {
        var bucket = bucket(network);
        if (!bucket.tryConsume(1)) {
            var wait = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
            var seconds = Math.max(1, Duration.ofNanos(wait).plusMillis(999).toSeconds());
            throw IdentityError.AUTH_TOO_MANY_ATTEMPTS
                    .because("Too many sign-ins were begun from this network; try again in " + seconds + " seconds.")
                    .withRetryAfter(Duration.ofSeconds(seconds));
        }
    }

    void finished(String network) {
        bucket(network).addTokens(1);
    }

    private Bucket bucket(String network) {
        return networks.get(
                network,
                unknown -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(UNFINISHED).refillIntervally(UNFINISHED, WINDOW))
                        .withCustomTimePrecision(time)
                        .build());
    }
}
