package dev.guildhall.events.internal.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.events.internal.log.LiveEvent;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * Which events a client wants of a stream, and in which form.
 *
 * @param types of these types; empty for all
 * @param named whether a message says the type of its event, so that clients hear each type by itself
 */
record StreamChoice(List<TypePattern> types, boolean named) {

    private static final int MOST_TYPES = 100;

    static StreamChoice of(ApiRequest request) {
        return new StreamChoice(
                request.query("types").map(StreamChoice::types).orElse(List.of()),
                request.query("named").map(Boolean::parseBoolean).orElse(true));
    }

    private static List<TypePattern> types(String listed) {
        var texts = Arrays.stream(listed.split(",", -1)).map(String::strip).toList();
        if (texts.size() > MOST_TYPES) {
            throw CommonError.REQUEST_INVALID.onField("types", "types takes " + MOST_TYPES + " types at most");
        }
        try {
            return texts.stream().map(TypePattern::parse).toList();
        } catch (IllegalArgumentException malformed) {
            throw CommonError.REQUEST_INVALID.onField("types", "types: each " + malformed.getMessage());
        }
    }

    boolean includes(LiveEvent event) {
        return types.isEmpty()
                || types.stream().anyMatch(type -> type.matches(event.event().type()));
    }

    Buffer frame(LiveEvent event) {
        return named ? event.namedFrame() : event.unnamedFrame();
    }
}
