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
public record Answer(int status, Map<String, String> headers, Buffer body) {

    private static final Buffer OPENING = Buffer.buffer("{\"code\":\"SUCCESS\",\"data\":");
    private static final Answer STREAMED = new Answer(0, Map.of(), null);

    public static Answer ok(JsonObject data) {
        return new Answer(200, Map.of(), envelope(data.toBuffer()));
    }

    public static Answer ok(JsonArray data) {
        return new Answer(200, Map.of(), envelope(data.toBuffer()));
    }

    /** An answer with a body made by {@link #envelope} beforehand, for what is read far more often than it changes. */
    public static Answer prepared(Buffer enveloped) {
        return new Answer(200, Map.of(), enveloped);
    }

    public static Answer created(String location, JsonObject data) {
        return new Answer(201, Map.of("Location", location), envelope(data.toBuffer()));
    }

    public static Answer accepted(JsonArray data) {
        return new Answer(202, Map.of(), envelope(data.toBuffer()));
    }

    public static Answer noContent() {
        return new Answer(204, Map.of(), null);
    }

    /** A JSON body without the envelope, for documents whose form is set by someone else's specification. */
    public static Answer plain(JsonObject body) {
        return new Answer(200, Map.of(), body.toBuffer());
    }

    /** The operation has taken over the response and ends it itself, as a stream does. */
    public static Answer streamed() {
        return STREAMED;
    }

    public static Buffer envelope(Buffer json) {
        return Buffer.buffer(json.length() + 32)
                .appendBuffer(OPENING)
                .appendBuffer(json)
                .appendByte((byte) '}');
    }

    public Answer withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Answer(status, all, body);
    }

    /** Adds the strong entity tag of a row's revision, to be sent back in {@code If-Match}. */
    public Answer withRevision(long revision) {
        return withHeader("ETag", IfMatch.tag(revision));
    }

    /** Adds a weak entity tag of some content, for answers that say more than that, such as the time. */
    public Answer withTagOf(Buffer content) {
        return withHeader("ETag", ContentTag.of(content));
    }

    boolean isStreamed() {
        return this == STREAMED;
    }
}
