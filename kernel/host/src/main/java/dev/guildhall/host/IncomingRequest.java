package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteRequest;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A request on its way to a route of an extension. */
public record IncomingRequest(
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

    IncomingRequest to(RouteMatch route, Caller known) {
        return new IncomingRequest(
                method, path, route.pathParameters(), queryParameters, headers, body, known, requestId, deadline);
    }
}
