package dev.guildhall.spi.testing;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteRequest;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A request to a route in a test. */
public record FakeRequest(
        HttpVerb method,
        String path,
        Map<String, String> pathParameters,
        Map<String, List<String>> queryParameters,
        Map<String, List<String>> headers,
        Buffer body,
        Caller caller,
        String requestId,
        Instant deadline)
        implements RouteRequest {

    /** Of Ada, a member, with this body and nothing else. */
    public static FakeRequest of(HttpVerb method, String path, Map<String, String> pathParameters, Buffer body) {
        return new FakeRequest(
                method,
                path,
                pathParameters,
                Map.of(),
                Map.of(),
                body,
                FakeCaller.ADA,
                "test",
                Instant.now().plusSeconds(10));
    }

    FakeRequest by(Caller other) {
        return new FakeRequest(
                method, path, pathParameters, queryParameters, headers, body, other, requestId, deadline);
    }
}
