package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request to a route of the extension.
 *
 * @param path as requested, below the extension's prefix, beginning with a slash
 * @param pathParameters by name, decoded
 * @param queryParameters by name, decoded, in the order given
 * @param headers by name in lower case, without the caller's credentials
 * @param body empty when there is none
 * @param caller who calls, already allowed to
 * @param requestId the same in the host's logs and in the answer
 * @param deadline when the caller stops waiting
 */
public record RouteRequest(
        HttpVerb method,
        String path,
        Map<String, String> pathParameters,
        Map<String, List<String>> queryParameters,
        Map<String, String> headers,
        Buffer body,
        Caller caller,
        String requestId,
        Instant deadline) {

    /** The value of {@code {name}} in the route's path. */
    public String pathParameter(String name) {
        return pathParameters.get(name);
    }

    /** The first value of a query parameter. */
    public Optional<String> queryParameter(String name) {
        return queryParameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * The body as a JSON object, with all digits of its numbers; an {@link ExtensionException} that tells the caller what
     * is wrong, and where, when it is something else.
     */
    public JsonObject json() {
        try {
            return new JsonObject(body);
        } catch (DecodeException malformed) {
            // Here the platform reads it, whose words quote nothing of the body but names.
            throw ExtensionException.invalid(
                    "REQUEST.INVALID", "The body must be a JSON object: " + malformed.getMessage());
        }
    }
}
