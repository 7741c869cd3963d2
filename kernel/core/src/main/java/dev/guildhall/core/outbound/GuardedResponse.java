package dev.guildhall.core.outbound;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * The answer to a {@link GuardedRequest}.
 *
 * @param headers by name in lower case; of a repeated one the values are joined by commas
 * @param body empty when there is none
 */
public record GuardedResponse(int status, Map<String, String> headers, Buffer body) {

    public GuardedResponse {
        headers = Map.copyOf(headers);
    }
}
