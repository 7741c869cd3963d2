package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The answer to an {@link OutboundRequest}. Handed over by the host, so it may grow. */
public interface OutboundResponse {

    int status();

    /** Their values by name in lower case, in the order they came in. */
    Map<String, List<String>> headers();

    /** The first value of a header, whatever the case of its name. */
    default Optional<String> header(String name) {
        return headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** At most 1 MiB, or the request fails; empty when there is none. */
    Buffer body();

    /** Whether the status is 2xx. */
    default boolean succeeded() {
        return status() >= 200 && status() < 300;
    }
}
