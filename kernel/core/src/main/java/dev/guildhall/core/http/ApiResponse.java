package dev.guildhall.core.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an operation answers: a status, headers and a body that is already in its envelope.
 *
 * @param body JSON text, or null for none
 */
public record ApiResponse(int status, Map<String, String> headers, Buffer body) {

    private static final Buffer OPENING = Buffer.buffer("{\"code\":\"SUCCESS\",\"data\":");
    private static final ApiResponse STREAMED = new ApiResponse(0, Map.of(), null);

    public static ApiResponse ok(JsonObject data) {
        return new ApiResponse(200, Map.of(), envelope(data.toBuffer()));
    }

    public static ApiResponse ok(JsonArray data) {
        return new ApiResponse(200, Map.of(), envelope(data.toBuffer()));
    }

    /** An answer with a body made by {@link #envelope} beforehand, for what is read far more often than it changes. */
    public static ApiResponse prepared(Buffer enveloped) {
        return new ApiResponse(200, Map.of(), enveloped);
    }

    public static ApiResponse created(String location, JsonObject data) {
        return new ApiResponse(201, Map.of("Location", location), envelope(data.toBuffer()));
    }

    public static ApiResponse accepted(JsonArray data) {
        return new ApiResponse(202, Map.of(), envelope(data.toBuffer()));
    }

    public static ApiResponse accepted(JsonObject data) {
        return new ApiResponse(202, Map.of(), envelope(data.toBuffer()));
    }

    public static ApiResponse noContent() {
        return new ApiResponse(204, Map.of(), null);
    }

    /** A JSON body without the envelope, for documents whose form is set by someone else's specification. */
    public static ApiResponse plain(JsonObject body) {
        return new ApiResponse(200, Map.of(), body.toBuffer());
    }

    /** The operation has taken over the response and ends it itself, as a stream does. */
    public static ApiResponse streamed() {
        return STREAMED;
    }

    public static Buffer envelope(Buffer json) {
        return Buffer.buffer(json.length() + 32)
                .appendBuffer(OPENING)
                .appendBuffer(json)
                .appendByte((byte) '}');
    }

    public ApiResponse withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new ApiResponse(status, all, body);
    }

    /** Adds the strong entity tag of a row's revision, to be sent back in {@code If-Match}. */
    public ApiResponse withRevision(long revision) {
        return withHeader("ETag", IfMatch.tag(revision));
    }

    /** Adds a weak entity tag of some content, for answers that say more than that, such as the time. */
    public ApiResponse withTagOf(Buffer content) {
        return withHeader("ETag", ContentTag.of(content));
    }

    boolean isStreamed() {
        return this == STREAMED;
    }
}
