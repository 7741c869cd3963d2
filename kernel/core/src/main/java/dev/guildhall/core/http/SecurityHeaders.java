package dev.guildhall.core.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;

/**
 * What every answer tells a browser: to take it for nothing else than it says it is, to show it in no frame, to run
 * nothing of it, to tell nobody where it came from and to keep nothing. What is a page, or may be kept, sets its own.
 */
final class SecurityHeaders implements Handler<RoutingContext> {

    private final Predicate<RoutingContext> isSecure;

    /** @param isSecure whether a client reaches this server by TLS */
    SecurityHeaders(Predicate<RoutingContext> isSecure) {
        this.isSecure = isSecure;
    }

    @Override
    public void handle(RoutingContext context) {
        put(context.response(), isSecure.test(context));
        context.next();
    }

    static void put(HttpServerResponse response, boolean secure) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        if (secure) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
