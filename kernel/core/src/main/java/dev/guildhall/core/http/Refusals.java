package dev.guildhall.core.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes those wait for a refusal who are refused on and on, so that it costs them their time and not the others theirs. So
 * many a second are answered at once, by whoever is signed in, or else by the network; those beyond are answered one after
 * the other, as they are, and never much later. A large body counts for many, for so it was to refuse. What is not refused
 * waits for nothing, and nobody waits for another's refusals.
 */
final class Refusals {

    static final int AT_ONCE = 20;
    static final int PER_SECOND = 100;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final int MOST_WAITING = 1_000;
    private static final int MOST_REMEMBERED = 100_000;

    /** So much of a body counts as a refusal without one. */
    private static final long WORTH_ONE = 8 * 1024;

    private final LoadingCache<String, Bucket> lines;
    private final AtomicInteger waiting = new AtomicInteger();

    Refusals(TimeMeter time) {
        this.lines = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(Duration.ofMinutes(1))
                .build(line -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(PER_SECOND, Duration.ofSeconds(1)))
                        .withCustomTimePrecision(time)
                        .build());
    }

    /** Answers now, or when it is the refusal's turn; not at all when the client is gone until then. */
    void inTurn(RoutingContext context, Runnable answer) {
        if (context.response().ended() || context.response().closed()) {
            answer.run();
            return;
        }
        var millis = waitOf(ApiRequest.line(context), worth(context)).toMillis();
        if (millis == 0) {
            answer.run();
            return;
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            context.response().putHeader("Connection", "close");
            answer.run();
            return;
        }
        RequestBody.forget(context);
        var timer = context.vertx().setTimer(millis, due -> answer.run());
        context.addEndHandler(ended -> {
            waiting.decrementAndGet();
            context.vertx().cancelTimer(timer);
        });
    }

    /** How long a refusal waits that comes now. Those that wait longest put it off no further. */
    Duration waitOf(String line, long worth) {
        var bucket = lines.get(line);
        var owed = Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
        if (owed.compareTo(LONGEST_WAIT) >= 0) {
            return LONGEST_WAIT;
        }
        bucket.consumeIgnoringRateLimits(worth);
        return owed;
    }

    /** Counted by what was announced: it takes its time on the line even if nobody reads it. */
    private static long worth(RoutingContext context) {
        var request = context.request();
        var announced = request.getHeader("Content-Length");
        var bytes = Math.max(request.bytesRead(), announced == null ? 0 : parsed(announced));
        return Math.min(PER_SECOND, 1 + bytes / WORTH_ONE);
    }

    private static long parsed(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException nonsense) {
            return 0;
        }
    }
}
