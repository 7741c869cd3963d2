package dev.guildhall.extensions;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.events.WebhookSecret;
import dev.guildhall.extensions.internal.service.AnsweredItems;
import dev.guildhall.extensions.internal.service.ServiceAnswer;
import dev.guildhall.host.CircuitBreaker;
import dev.guildhall.host.ExecutionLimits;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Asks programs outside: posts JSON, signed as Standard Webhooks says, and takes JSON back. A service that does not answer
 * in time again and again is left alone for a while, and one call then shows whether it answers again. Fails with a
 * {@link Problem} for what a service refuses on purpose, and with an {@link ExtensionFailure} when it failed. May be used
 * on any event loop, and answers on it.
 */
public final class ServiceClient {

    private static final int AT_ONCE = 64;
    private static final int REPETITIONS = 2;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private final Vertx vertx;
    private final OutboundGuard outbound;
    private final Clock clock;
    private final LoadingCache<String, Place> places;

    public ServiceClient(Vertx vertx, OutboundGuard outbound, Clock clock) {
        this.vertx = vertx;
        this.outbound = outbound;
        this.clock = clock;
        this.places = Caffeine.newBuilder()
                .expireAfterAccess(10, TimeUnit.MINUTES)
                .maximumSize(100_000)
                .build(Place::new);
    }

    /** What is known of the calls of one place on this node. */
    private static final class Place {

        private final AtomicInteger underWay = new AtomicInteger();
        private final CircuitBreaker breaker;

        Place(String name) {
            this.breaker = new CircuitBreaker(ExecutionLimits.DEFAULT.breaker(), name, resting -> {});
        }
    }

    /** What the service answers: one JSON object. */
    public Future<JsonObject> post(ServiceCall call) {
        return placed(call, outbound::send, answer -> read(call, answer));
    }

    /**
     * The same of a service that answers with one JSON object a line; completes when the last is taken.
     *
     * @param call one that is not repeated, for what was taken cannot be taken back
     * @param items takes one after the other, as they come; no more is read meanwhile
     */
    public Future<Void> stream(ServiceCall call, Function<JsonObject, Future<Void>> items) {
        if (call.idempotent()) {
            throw new IllegalArgumentException("A stream is not repeated");
        }
        var lines = new AnsweredItems(vertx, items);
        return placed(
                call,
                (request, givenUp) -> outbound.stream(request, givenUp, lines::take),
                answer -> ServiceAnswer.isSuccess(answer)
                        ? lines.end()
                        : read(call, answer).mapEmpty());
    }

    /** Tells the service something, to which it has nothing to say; completes when it has taken that. */
    public Future<Void> tell(ServiceCall call) {
        return placed(call, outbound::send, ServiceAnswer::requireTaken);
    }

    private Future<JsonObject> read(ServiceCall call, GuardedResponse answer) {
        return ServiceAnswer.read(vertx, answer, call.errorPrefix(), clock.instant());
    }

    private interface Sending {

        Future<GuardedResponse> send(GuardedRequest request, Future<Void> givenUp);
    }

    private <T> Future<T> placed(ServiceCall call, Sending sending, Function<GuardedResponse, Future<T>> reading) {
        var place = places.get(call.place());
        if (place.underWay.incrementAndGet() > AT_ONCE) {
            place.underWay.decrementAndGet();
            return Future.failedFuture(
                    new ExtensionFailure(Kind.OVERLOADED, "more than " + AT_ONCE + " calls wait for an answer"));
        }
        var refusal = place.breaker.refusal();
        if (refusal != null) {
            place.underWay.decrementAndGet();
            return Future.failedFuture(refusal);
        }
        var givenUp = Promise.<Void>promise();
        call.cancellation().onCancel(givenUp::tryComplete);
        return attempt(
                        new Attempt(call, call.body().toBuffer(), System.nanoTime(), sending, givenUp.future()),
                        reading,
                        0)
                .onComplete((answer, failure) -> {
                    place.underWay.decrementAndGet();
                    if (failure instanceof ExtensionFailure fault && fault.kind() == Kind.TIMED_OUT) {
                        place.breaker.timedOut();
                    } else {
                        // That it fails or is slow is a matter of the installation's own fuse.
                        place.breaker.answered(Duration.ZERO);
                    }
                });
    }

    private record Attempt(ServiceCall call, Buffer body, long began, Sending sending, Future<Void> givenUp) {

        Duration left() {
            return call.timeout().minusNanos(System.nanoTime() - began);
        }
    }

    private <T> Future<T> attempt(Attempt attempt, Function<GuardedResponse, Future<T>> reading, int repetition) {
        return send(attempt).transform((response, failure) -> {
            if (attempt.givenUp().isComplete()) {
                return Future.failedFuture(new ExtensionFailure(Kind.CANCELLED, "the call was given up by its caller"));
            }
            var mayRepeat = attempt.call().idempotent()
                    && repetition < REPETITIONS
                    && attempt.left().compareTo(PAUSE) > 0
                    && isPassing(response, failure);
            if (mayRepeat) {
                return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(paused -> attempt(attempt, reading, repetition + 1));
            }
            return failure == null ? reading.apply(response) : Future.failedFuture(explained(failure));
        });
    }

    private static boolean isPassing(GuardedResponse response, Throwable failure) {
        return failure == null
                ? PASSING.contains(response.status())
                : failure instanceof OutboundException fault && fault.kind() == OutboundException.Kind.UNREACHABLE;
    }

    private Future<GuardedResponse> send(Attempt attempt) {
        var call = attempt.call();
        var left = attempt.left();
        if (left.isNegative() || left.isZero()) {
            return Future.failedFuture(new ExtensionFailure(Kind.TIMED_OUT, "no time is left"));
        }
        var headers = new HashMap<>(call.headers());
        headers.putAll(WebhookSecret.headers(call.secrets(), call.id(), clock.instant(), attempt.body()));
        headers.put("content-type", "application/json; charset=utf-8");
        headers.putIfAbsent("accept", "application/json");
        headers.put("user-agent", "Guildhall-Capability/1.0");
        return attempt.sending()
                .send(
                        new GuardedRequest(HttpMethod.POST, call.url(), headers, attempt.body(), left),
                        attempt.givenUp());
    }

    private static Throwable explained(Throwable failure) {
        if (failure instanceof Problem refused) {
            return new ExtensionFailure(Kind.THREW, refused.getMessage());
        }
        if (failure instanceof OutboundException fault) {
            return switch (fault.kind()) {
                case UNREACHABLE -> new ExtensionFailure(Kind.THREW, fault.getMessage());
                case TIMEOUT -> new ExtensionFailure(Kind.TIMED_OUT, fault.getMessage());
                case TOO_LARGE -> new ExtensionFailure(Kind.TOO_LARGE, fault.getMessage());
            };
        }
        return failure;
    }
}
