package dev.guildhall.core.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets the pages of other origins call the API and read its answers. A request of any other page goes on as if nothing
 * was said of its origin: the product's own pages name theirs too, and from a stranger's page the browser keeps the
 * answer.
 */
final class CorsPolicy implements Handler<RoutingContext> {

    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private static final Set<String> READABLE = Set.of(
            "ETag",
            "Location",
            "X-Request-Id",
            "Retry-After",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "Idempotency-Replayed",
            "Deprecation",
            "Sunset");

    private final Set<String> origins;
    private final CorsHandler cors;

    CorsPolicy(List<String> origins) {
        this.origins = new HashSet<>(origins);
        this.cors = CorsHandler.create()
                .addOrigins(origins)
                .allowCredentials(true)
                .allowedMethods(METHODS)
                .exposedHeaders(READABLE)
                .maxAgeSeconds((int) Duration.ofHours(1).toSeconds());
    }

    @Override
    public void handle(RoutingContext context) {
        var origin = context.request().getHeader("Origin");
        if (origin != null && origins.contains(origin)) {
            cors.handle(context);
        } else {
            context.response().putHeader("Vary", "Origin");
            context.next();
        }
    }
}
