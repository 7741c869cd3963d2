package dev.guildhall.spi;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to a {@link RouteRequest}, sent as it is, without the API's envelope.
 *
 * @param status 200 to 599
 * @param headers one value per name; the host sets those of connection, cookies and security itself
 */
public record RouteResponse(int status, Map<String, String> headers, Buffer body) {

    public RouteResponse {
        headers = Map.copyOf(headers);
    }

    /** 200 with a JSON body. */
    public static RouteResponse json(JsonObject body) {
        return json(200, body);
    }

    public static RouteResponse json(int status, JsonObject body) {
        return new RouteResponse(status, Map.of("content-type", "application/json"), body.toBuffer());
    }

    /** 204 without a body. */
    public static RouteResponse noContent() {
        return new RouteResponse(204, Map.of(), Buffer.buffer());
    }

    /** Sets a header; its name is written in lower case. */
    public RouteResponse withHeader(String name, String value) {
        var changed = new TreeMap<>(headers);
        changed.put(name.toLowerCase(Locale.ROOT), value);
        return new RouteResponse(status, changed, body);
    }
}
