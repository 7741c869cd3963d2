package dev.guildhall.core.outbound;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A request to a URL that a user chose, for the {@link OutboundGuard} to send.
 *
 * @param headers one value per name
 * @param body null when there is none
 * @param timeout for the whole exchange; more than 30 seconds are 30, unless its answer is streamed
 */
public record GuardedRequest(HttpMethod method, URI url, Map<String, String> headers, Buffer body, Duration timeout) {

    public GuardedRequest {
        headers = Map.copyOf(headers);
    }
}
