package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * The answer to an {@link OutboundRequest}.
 *
 * @param headers by name in lower case; of a repeated one the values are joined by commas
 * @param body at most 1 MiB, or the request fails; empty when there is none
 */
public record OutboundResponse(int status, Map<String, String> headers, Buffer body) {

    public OutboundResponse {
        headers = Map.copyOf(headers);
    }

    /** Whether the status is 2xx. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }
}
