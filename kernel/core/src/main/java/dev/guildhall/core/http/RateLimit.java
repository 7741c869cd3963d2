package dev.guildhall.core.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.core.error.CommonError;
import io.github.bucket4j.Bucket;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.UUID;

/**
 * Requests per second that each credential may make on this node; a second's worth may come at once. Tells the state in
 * the {@code RateLimit-*} headers (draft-ietf-httpapi-ratelimit-headers-07).
 */
final class RateLimit {

    private final int perSecond;
    private final LoadingCache<UUID, Bucket> buckets;

    RateLimit(int perSecond) {
        this.perSecond = perSecond;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(credential -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build());
    }

    /** Counts the request; throws the refusal when it is one too many. */
    void count(RoutingContext context, UUID credential) {
        var probe = buckets.get(credential).tryConsumeAndReturnRemaining(1);
        var wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
        context.response()
                .putHeader("RateLimit-Limit", Integer.toString(perSecond))
                .putHeader("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()))
                .putHeader("RateLimit-Reset", Long.toString(wait.toSeconds() + 1));
        if (!probe.isConsumed()) {
            throw CommonError.RATE_LIMITED
                    .because("This credential may make " + perSecond + " requests a second; wait a moment.")
                    .withRetryAfter(wait);
        }
    }
}
