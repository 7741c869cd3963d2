package dev.guildhall.spi.testing;

import dev.guildhall.spi.OutboundResponse;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** An answer from the outside in a test. */
public record FakeResponse(int status, Map<String, List<String>> headers, Buffer body) implements OutboundResponse {

    public static FakeResponse of(int status, String body) {
        return new FakeResponse(status, Map.of(), Buffer.buffer(body));
    }
}
