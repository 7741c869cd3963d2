package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP request to the outside; made by {@link #get} or {@link #post} and changed by the {@code with…} methods.
 *
 * @param headers one value per name
 * @param body null when there is none
 * @param timeout for the whole exchange, at most 30 seconds
 */
public record OutboundRequest(HttpVerb method, URI url, Map<String, String> headers, Buffer body, Duration timeout) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public OutboundRequest {
        headers = Map.copyOf(headers);
    }

    public static OutboundRequest get(URI url) {
        return new OutboundRequest(HttpVerb.GET, url, Map.of(), null, DEFAULT_TIMEOUT);
    }

    public static OutboundRequest post(URI url, JsonObject body) {
        var headers = Map.of("content-type", "application/json");
        return new OutboundRequest(HttpVerb.POST, url, headers, body.toBuffer(), DEFAULT_TIMEOUT);
    }

    public OutboundRequest withMethod(HttpVerb other) {
        return new OutboundRequest(other, url, headers, body, timeout);
    }

    /** Sets a header; its name is written in lower case. */
    public OutboundRequest withHeader(String name, String value) {
        var changed = new TreeMap<>(headers);
        changed.put(name.toLowerCase(Locale.ROOT), value);
        return new OutboundRequest(method, url, changed, body, timeout);
    }

    public OutboundRequest withTimeout(Duration other) {
        return new OutboundRequest(method, url, headers, body, other);
    }
}
