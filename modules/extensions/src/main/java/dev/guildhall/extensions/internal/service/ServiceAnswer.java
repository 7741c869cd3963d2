package dev.guildhall.extensions.internal.service;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.outbound.GuardedResponse;
import dev.guildhall.core.outbound.RetryAfter;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the answer of a service means: a result, a refusal in the service's own words, or a failure. */
public final class ServiceAnswer {

    /** More is not decoded on an event loop. */
    private static final int QUICK = 32 * 1024;

    private static final int LONGEST_CODE = 100;
    private static final int MOST_DETAILS = 50;
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]*(\\.[A-Z][A-Z0-9_]*)*");

    /** Refusals that are the caller's to see; what else is no success is the service's own trouble. */
    private static final Map<Integer, ErrorKind> REFUSALS = Map.of(
            400, ErrorKind.INVALID,
            403, ErrorKind.FORBIDDEN,
            404, ErrorKind.NOT_FOUND,
            409, ErrorKind.CONFLICT,
            422, ErrorKind.INVALID,
            503, ErrorKind.UNAVAILABLE);

    private ServiceAnswer() {}

    /**
     * @param errorPrefix what the codes of the service's own errors begin with, a dot included
     * @param now when it came
     */
    public static Future<JsonObject> read(Vertx vertx, GuardedResponse response, String errorPrefix, Instant now) {
        return response.body().length() <= QUICK
                ? Future.succeededFuture().map(none -> meaning(response, errorPrefix, now))
                : vertx.executeBlocking(() -> meaning(response, errorPrefix, now), false);
    }

    /** One item of an answer that has one a line. */
    static Future<JsonObject> item(Vertx vertx, Buffer line) {
        return line.length() <= QUICK
                ? Future.succeededFuture(line).map(ServiceAnswer::item)
                : vertx.executeBlocking(() -> item(line), false);
    }

    private static JsonObject item(Buffer line) {
        return object(line).orElseThrow(() -> new ExtensionFailure(Kind.BAD_ANSWER, "a line is not one JSON object"));
    }

    /** That the service took what it was told; what else it says makes no difference. */
    public static Future<Void> requireTaken(GuardedResponse response) {
        return isSuccess(response)
                ? Future.succeededFuture()
                : Future.failedFuture(
                        new ExtensionFailure(Kind.THREW, "the status of the answer is " + response.status()));
    }

    public static boolean isSuccess(GuardedResponse response) {
        return response.status() >= 200 && response.status() < 300;
    }

    private static JsonObject meaning(GuardedResponse response, String errorPrefix, Instant now) {
        if (isSuccess(response)) {
            return object(response.body())
                    .orElseThrow(() -> new ExtensionFailure(Kind.BAD_ANSWER, "the answer is not one JSON object"));
        }
        var kind = REFUSALS.get(response.status());
        if (kind == null) {
            throw new ExtensionFailure(Kind.THREW, "the status of the answer is " + response.status());
        }
        var said = object(response.body()).orElseGet(JsonObject::new);
        if (said.getValue("code") instanceof String code
                && code.length() <= LONGEST_CODE
                && CODE.matcher(code).matches()) {
            var own = code.startsWith(errorPrefix) ? code : errorPrefix + code;
            var message = said.getValue("message") instanceof String words ? words : "The service refused the call.";
            var refusal = new ErrorCode(own, kind).because(message).withDetails(details(said));
            throw response.header("retry-after")
                    .map(wait -> refusal.withRetryAfter(RetryAfter.parse(wait, now)))
                    .orElse(refusal)
                    .inBrief();
        }
        throw new ExtensionFailure(
                Kind.THREW, "the status of the answer is " + response.status() + ", and it names no code");
    }

    private static List<Problem.Detail> details(JsonObject said) {
        return said.getValue("details") instanceof JsonArray told
                ? told.stream()
                        .limit(MOST_DETAILS)
                        .flatMap(detail -> detail(detail).stream())
                        .toList()
                : List.of();
    }

    private static Optional<Problem.Detail> detail(Object told) {
        return told instanceof JsonObject one
                        && one.getValue("field") instanceof String field
                        && one.getValue("message") instanceof String message
                ? Optional.of(new Problem.Detail(field, message))
                : Optional.empty();
    }

    private static Optional<JsonObject> object(Buffer body) {
        try {
            return Json.decodeValue(body) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (DecodeException malformed) {
            return Optional.empty();
        }
    }
}
