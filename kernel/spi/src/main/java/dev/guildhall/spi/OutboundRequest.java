package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An HTTP request to the outside; made by {@link #of}, {@link #get} or {@link #post} and changed by the {@code with…}
 * methods, which make another one.
 */
public final class OutboundRequest {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final HttpVerb method;
    private final URI url;
    private final Map<String, List<String>> headers;
    private final Buffer body;
    private final Duration timeout;

    private OutboundRequest(
            HttpVerb method, URI url, Map<String, List<String>> headers, Buffer body, Duration timeout) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
        this.timeout = timeout;
    }

    /** Without headers and body, with 10 seconds to answer. */
    public static OutboundRequest of(HttpVerb method, URI url) {
        return new OutboundRequest(method, url, Map.of(), null, DEFAULT_TIMEOUT);
    }

    public static OutboundRequest get(URI url) {
        return of(HttpVerb.GET, url);
    }

    /** With a JSON body. */
    public static OutboundRequest post(URI url, JsonObject body) {
        return of(HttpVerb.POST, url).withBody("application/json", body.toBuffer());
    }

    public HttpVerb method() {
        return method;
    }

    public URI url() {
        return url;
    }

    /** By name in lower case. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Null when there is none. */
    public Buffer body() {
        return body;
    }

    public Duration timeout() {
        return timeout;
    }

    /** Sets the body and its media type. */
    public OutboundRequest withBody(String contentType, Buffer other) {
        return new OutboundRequest(method, url, Headers.with(headers, "content-type", contentType), other, timeout);
    }

    /** Sets the body and keeps its media type. */
    public OutboundRequest withBody(Buffer other) {
        return new OutboundRequest(method, url, headers, other, timeout);
    }

    /** Sets a header to this value alone; its name is written in lower case. */
    public OutboundRequest withHeader(String name, String value) {
        return new OutboundRequest(method, url, Headers.with(headers, name, value), body, timeout);
    }

    /** Adds a value to a header; its name is written in lower case. */
    public OutboundRequest withAddedHeader(String name, String value) {
        return new OutboundRequest(method, url, Headers.adding(headers, name, value), body, timeout);
    }

    /** For the whole exchange, at most 30 seconds, or five minutes where the answer is streamed. */
    public OutboundRequest withTimeout(Duration other) {
        return new OutboundRequest(method, url, headers, body, other);
    }
}
