package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An HTTP request to a route of the extension. Handed over by the host, so it may grow. */
public interface RouteRequest {

    HttpVerb method();

    /** As requested, below the extension's prefix, beginning with a slash. */
    String path();

    /** By name, decoded. */
    Map<String, String> pathParameters();

    /** By name, decoded, in the order given. */
    Map<String, List<String>> queryParameters();

    /** By name in lower case, in the order given, without the caller's credentials. */
    Map<String, List<String>> headers();

    /** Empty when there is none. */
    Buffer body();

    /** Who calls, already allowed to. */
    Caller caller();

    /** The same in the host's logs and in the answer. */
    String requestId();

    /** When the caller stops waiting. */
    Instant deadline();

    /** The value of {@code {name}} in the route's path. */
    default String pathParameter(String name) {
        return pathParameters().get(name);
    }

    /** The first value of a query parameter. */
    default Optional<String> queryParameter(String name) {
        return queryParameters().getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The first value of a header, whatever the case of its name. */
    default Optional<String> header(String name) {
        return headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /**
     * The body as a JSON object, with all digits of its numbers; an {@link ExtensionException} that tells the caller what
     * is wrong, and where, when it is something else.
     */
    default JsonObject json() {
        try {
            return new JsonObject(body());
        } catch (DecodeException malformed) {
            // Here the platform reads it, whose words quote nothing of the body but names.
            throw ExtensionException.invalid(
                    "REQUEST.INVALID", "The body must be a JSON object: " + malformed.getMessage());
        }
    }
}
