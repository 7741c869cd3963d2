package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.GuardedRequest;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.outbound.OutboundGuard;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks the identity providers that organizations chose, for a little at a time and for a short while. */
final class ProviderCalls {

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST = 256 * 1024;

    private final OutboundGuard outbound;

    ProviderCalls(OutboundGuard outbound) {
        this.outbound = outbound;
    }

    /** Where a provider describes itself. */
    static String discovery(String issuer) {
        return (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + DISCOVERY;
    }

    /** @param fault why there is no document */
    record Fetched(Optional<JsonObject> document, String fault) {

        static Fetched not(String fault) {
            return new Fetched(Optional.empty(), fault);
        }
    }

    /** @param fault why there is no text */
    record FetchedText(Optional<String> text, String fault) {}

    /** Fails with {@code URL.NOT_ALLOWED} on the field for what may not be called. */
    Future<FetchedText> text(String field, String url) {
        return outbound.check(field, url)
                .compose(callable -> outbound.send(
                                new GuardedRequest(HttpMethod.GET, callable, Map.of(), null, PATIENCE))
                        .map(answer -> refused(answer)
                                .map(fault -> new FetchedText(Optional.empty(), fault))
                                .orElseGet(() -> new FetchedText(
                                        Optional.of(answer.body().toString()), null)))
                        .recover(failure -> fault(failure).map(fault -> new FetchedText(Optional.empty(), fault))));
    }

    Future<Fetched> get(String url) {
        return outbound.check("url", url)
                .compose(callable -> outbound.send(new GuardedRequest(
                        HttpMethod.GET, callable, Map.of("accept", "application/json"), null, PATIENCE)))
                .map(ProviderCalls::read)
                .recover(failure -> fault(failure).map(Fetched::not));
    }

    Future<GuardedResponse> post(URI url, Map<String, String> headers, Buffer body) {
        return outbound.send(new GuardedRequest(HttpMethod.POST, url, headers, body, PATIENCE));
    }

    /** Why the URL may not be called. */
    Future<Optional<String>> refusal(String url) {
        return outbound.check("url", url)
                .map(Optional.<String>empty())
                .recover(failure -> fault(failure).map(Optional::of));
    }

    private static Optional<String> refused(GuardedResponse answer) {
        if (answer.status() != 200) {
            return Optional.of("the answer has the status " + answer.status());
        }
        return isTooLarge(answer) ? Optional.of("the answer is larger than " + LARGEST + " bytes") : Optional.empty();
    }

    private static Fetched read(GuardedResponse answer) {
        var refused = refused(answer);
        if (refused.isPresent()) {
            return Fetched.not(refused.get());
        }
        try {
            return Json.decodeValue(answer.body()) instanceof JsonObject document
                    ? new Fetched(Optional.of(document), null)
                    : Fetched.not("the answer is no JSON object");
        } catch (DecodeException malformed) {
            return Fetched.not("the answer is no JSON");
        }
    }

    static boolean isTooLarge(GuardedResponse answer) {
        return answer.body().length() > LARGEST;
    }

    /** What was wrong outside; anything else is a fault of our own. */
    static Future<String> fault(Throwable failure) {
        return failure instanceof Problem || failure instanceof OutboundException
                ? Future.succeededFuture(failure.getMessage())
                : Future.failedFuture(failure);
    }
}
