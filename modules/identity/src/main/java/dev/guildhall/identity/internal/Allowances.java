package dev.guildhall.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.IdentityError;
import io.github.bucket4j.Bucket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * How many wrong guesses each of many guessers has in a while; right ones cost nothing. Counted on each node by itself, in
 * bounded memory.
 *
 * @param <K> what is counted together
 */
final class Allowances<K> {

    private static final int MOST_WAITING = 1_000;
    private static final int MOST_REMEMBERED = 100_000;

    private final Vertx vertx;
    private final ClockMeter time;
    private final int wrongGuesses;
    private final Duration window;
    private final Duration longestWait;
    private final String subject;
    private final Cache<K, Allowance> allowances;

    /**
     * @param longestWait for what becomes of the guesses before
     * @param subject what had too many wrong passwords, for the refusal
     */
    Allowances(Vertx vertx, Clock clock, int wrongGuesses, Duration window, Duration longestWait, String subject) {
        this.vertx = vertx;
        this.time = new ClockMeter(clock);
        this.wrongGuesses = wrongGuesses;
        this.window = window;
        this.longestWait = longestWait;
        this.subject = subject;
        this.allowances = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(window)
                .build();
    }

    /**
     * Runs a check of a password when the guesser's allowance admits it, and else fails with
     * {@code AUTH.TOO_MANY_ATTEMPTS}, or with {@code SERVICE.UNAVAILABLE} when it is not known in time whether it does. The
     * check counts as a wrong guess when it fails with {@code AUTH.BAD_CREDENTIALS} or {@code AUTH.BAD_PASSKEY}, and not at
     * all otherwise.
     */
    <T> Future<T> guard(K guesser, Supplier<Future<T>> check) {
        var allowance = allowances.get(guesser, unknown -> new Allowance());
        return allowance
                .enter()
                .compose(entered -> run(check).onComplete(done -> allowance.leave(isWrongGuess(done.cause()))));
    }

    private static <T> Future<T> run(Supplier<Future<T>> check) {
        return Future.<Void>succeededFuture().compose(ready -> check.get());
    }

    private static boolean isWrongGuess(Throwable failure) {
        return failure instanceof Problem problem
                && (problem.is(IdentityError.AUTH_BAD_CREDENTIALS) || problem.is(IdentityError.AUTH_BAD_PASSKEY));
    }

    /**
     * Each check takes its token before it runs, so that many guesses at once get no further than the same guesses one
     * after the other, and gives it back unless it was wrong. Checks beyond the tokens therefore wait for the outcome
     * of those running: many right sign-ins at once are all admitted, and who waits for too long is refused.
     */
    private final class Allowance {

        private final Bucket bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(wrongGuesses).refillIntervally(wrongGuesses, window))
                .withCustomTimePrecision(time)
                .build();
        private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
        private int running;

        synchronized Future<Void> enter() {
            if (waiting.isEmpty() && bucket.tryConsume(1)) {
                running++;
                return Future.succeededFuture();
            }
            if (running == 0) {
                return refusal().asFuture();
            }
            if (waiting.size() >= MOST_WAITING) {
                return HashingTurns.busy(longestWait).asFuture();
            }
            var turn = new CompletableFuture<Void>();
            waiting.add(turn);
            var patience = vertx.setTimer(longestWait.toMillis(), id -> giveUp(turn));
            return Future.fromCompletionStage(turn, vertx.getOrCreateContext())
                    .onComplete(over -> vertx.cancelTimer(patience));
        }

        private void giveUp(CompletableFuture<Void> turn) {
            boolean stillWaited;
            synchronized (this) {
                stillWaited = waiting.remove(turn);
            }
            if (stillWaited) {
                turn.completeExceptionally(HashingTurns.busy(Duration.ZERO));
            }
        }

        void leave(boolean wrongGuess) {
            var admitted = new ArrayList<CompletableFuture<Void>>();
            var refused = List.<CompletableFuture<Void>>of();
            synchronized (this) {
                running--;
                if (!wrongGuess) {
                    bucket.addTokens(1);
                }
                while (!waiting.isEmpty() && bucket.tryConsume(1)) {
                    running++;
                    admitted.add(waiting.poll());
                }
                if (running == 0) {
                    refused = List.copyOf(waiting);
                    waiting.clear();
                }
            }
            admitted.forEach(turn -> turn.complete(null));
            refused.forEach(turn -> turn.completeExceptionally(refusal()));
        }

        private Problem refusal() {
            var wait = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
            var seconds = Math.max(1, Duration.ofNanos(wait).plusMillis(999).toSeconds());
            return IdentityError.AUTH_TOO_MANY_ATTEMPTS
                    .because("Too many wrong passwords " + subject + "; try again in " + seconds + " seconds.")
                    .withRetryAfter(Duration.ofSeconds(seconds));
        }
    }
}
