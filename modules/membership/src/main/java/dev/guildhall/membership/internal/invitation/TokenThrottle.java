package dev.guildhall.membership.internal.invitation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ClientNetwork;
import dev.guildhall.core.security.Principal;
import dev.guildhall.membership.InvitationError;
import io.github.bucket4j.Bucket;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Limits how often tokens are presented that do not exist: one a second from a network, or by somebody who is signed in,
 * over five minutes.
 * Nobody guesses 256 random bits at any pace; this spares the database, and is wide enough for a network of many people
 * with old mails. Counted on each node by itself, in bounded memory.
 */
final class TokenThrottle {

    static final int WRONG_TOKENS = 300;

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 100_000;

    private final Cache<String, Bucket> allowances = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(WINDOW)
            .build();

    /** Runs what uses a token, if the client at this address may try one. */
    <T> Future<T> guard(String address, Supplier<Future<T>> use) {
        return limited(ClientNetwork.of(address), use);
    }

    /** The same of somebody who is signed in, wherever they are. */
    <T> Future<T> guard(Principal principal, Supplier<Future<T>> use) {
        return limited(principal.text(), use);
    }

    private <T> Future<T> limited(String whom, Supplier<Future<T>> use) {
        var allowance = allowances.get(
                whom,
                unknown -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(WRONG_TOKENS).refillIntervally(WRONG_TOKENS, WINDOW))
                        .build());
        if (allowance.getAvailableTokens() < 1) {
            return refusal(allowance).asFuture();
        }
        return Future.<Void>succeededFuture().compose(ready -> use.get()).onFailure(failure -> {
            if (failure instanceof Problem problem && problem.is(InvitationError.NOT_FOUND)) {
                allowance.tryConsume(1);
            }
        });
    }

    private static Problem refusal(Bucket allowance) {
        var wait = allowance.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        var seconds = Math.max(1, Duration.ofNanos(wait).plusMillis(999).toSeconds());
        return InvitationError.TOO_MANY_ATTEMPTS
                .because("Too many tokens that do not exist; try again in " + seconds + " seconds.")
                .withRetryAfter(Duration.ofSeconds(seconds));
    }
}
