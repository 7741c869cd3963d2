package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** The answer to an {@link OutboundRequest}. Handed over by the host, so it may grow. */
public interface OutboundResponse {

    int status();

    /** By name in lower case; of a repeated one the values are joined by commas. */
    Map<String, String> headers();

    /** At most 1 MiB, or the request fails; empty when there is none. */
    Buffer body();

    /** Whether the status is 2xx. */
    default boolean succeeded() {
        return status() >= 200 && status() < 300;
    }
}
