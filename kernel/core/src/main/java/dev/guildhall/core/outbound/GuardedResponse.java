package dev.guildhall.core.outbound;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer to a {@link GuardedRequest}.
 *
 * @param headers the values by name in lower case, in the order they came in
 * @param body empty when there is none
 */
public record GuardedResponse(int status, Map<String, List<String>> headers, Buffer body) {

    public GuardedResponse {
        headers = headers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, header -> List.copyOf(header.getValue())));
    }

    /** The values of a header together, joined by commas as HTTP has it. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> String.join(", ", values));
    }
}
