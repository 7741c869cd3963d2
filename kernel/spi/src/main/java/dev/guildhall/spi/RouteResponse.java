package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The answer to a {@link RouteRequest}, sent as it is, without the API's envelope; made by {@link #of}, {@link #json} or
 * {@link #noContent} and changed by the {@code with…} methods, which make another one.
 */
public final class RouteResponse {

    private static final String JSON = "application/json";

    private final int status;
    private final Map<String, List<String>> headers;
    private final Buffer body;

    private RouteResponse(int status, Map<String, List<String>> headers, Buffer body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Without headers and body. */
    public static RouteResponse of(int status) {
        return new RouteResponse(status, Map.of(), Buffer.buffer());
    }

    /** 200 with a JSON body. */
    public static RouteResponse json(JsonObject body) {
        return json(200, body);
    }

    public static RouteResponse json(int status, JsonObject body) {
        return of(status).withBody(JSON, body.toBuffer());
    }

    /** 204 without a body. */
    public static RouteResponse noContent() {
        return of(204);
    }

    /** 200 to 599. */
    public int status() {
        return status;
    }

    /** By name in lower case; the host sets those of connection, cookies and security itself. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    public Buffer body() {
        return body;
    }

    /** Sets the body, at most 8 MiB, and its media type. */
    public RouteResponse withBody(String contentType, Buffer other) {
        return new RouteResponse(status, Headers.with(headers, "content-type", contentType), other);
    }

    /** Sets the body and keeps its media type. */
    public RouteResponse withBody(Buffer other) {
        return new RouteResponse(status, headers, other);
    }

    /** Sets a header to this value alone; its name is written in lower case. */
    public RouteResponse withHeader(String name, String value) {
        return new RouteResponse(status, Headers.with(headers, name, value), body);
    }

    /** Adds a value to a header; its name is written in lower case. */
    public RouteResponse withAddedHeader(String name, String value) {
        return new RouteResponse(status, Headers.adding(headers, name, value), body);
    }
}
