package dev.guildhall.plugins.openai;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Why the endpoint did not answer, by its status. */
final class Refusal {

    private static final int LONGEST = 500;

    private Refusal() {}

    static ExtensionException of(OutboundResponse response) {
        return switch (response.status()) {
            case 401, 403 ->
                // Such answers quote a part of the key.
                new ExtensionException(
                        Kind.FORBIDDEN, "MODEL.KEY_REFUSED", "The endpoint does not accept the configured apiKey.");
            case 400, 404, 413, 422 ->
                ExtensionException.invalid("MODEL.REFUSED", "The endpoint refused this: " + reason(response));
            case 429, 503, 529 -> overloaded(response);
            default -> failed("The endpoint answered with status " + response.status() + ".");
        };
    }

    static ExtensionException failed(String why) {
        return new ExtensionException(Kind.FAILED, "MODEL.FAILED", why);
    }

    private static ExtensionException overloaded(OutboundResponse response) {
        var overloaded = new ExtensionException(
                Kind.UNAVAILABLE, "MODEL.OVERLOADED", "The endpoint has too much to do, or the key is used up.");
        var wait = response.header("retry-after").orElse("");
        return wait.matches("\\d{1,5}")
                ? overloaded.withRetryAfter(Duration.ofSeconds(Long.parseLong(wait)))
                : overloaded;
    }

    private static String reason(OutboundResponse response) {
        try {
            return reason(response.body().toJsonObject());
        } catch (DecodeException | ClassCastException notAsExpected) {
            return "status " + response.status();
        }
    }

    /** As the field {@code error} tells it. */
    static String reason(JsonObject answer) {
        var error = answer.getValue("error");
        var reason = error instanceof JsonObject told ? told.getValue("message") : error;
        return reason instanceof String text ? text.substring(0, Math.min(LONGEST, text.length())) : "without a reason";
    }
}
