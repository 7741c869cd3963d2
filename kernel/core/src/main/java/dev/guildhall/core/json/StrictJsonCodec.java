package dev.guildhall.core.json;

import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.util.List;
import java.util.Map;

/**
 * Vert.x's JSON codec with a reader of its own, so that everything that reads JSON reads the same: what RFC 8259 allows
 * and not what Jackson bears with beside it, and with all digits of its decimals. See {@link StrictJson}.
 */
public class StrictJsonCodec extends DatabindCodec {

    @Override
    public <T> T fromString(String text, Class<T> type) {
        return typed(StrictJson.read(text), type);
    }

    @Override
    public <T> T fromString(String text, TypeReference<T> type) {
        return fromValue(StrictJson.read(text), type);
    }

    @Override
    public <T> T fromBuffer(Buffer buffer, Class<T> type) {
        return typed(StrictJson.read(buffer), type);
    }

    @Override
    public <T> T fromBuffer(Buffer buffer, TypeReference<T> type) {
        return fromValue(StrictJson.read(buffer), type);
    }

    @SuppressWarnings("unchecked")
    private <T> T typed(Object value, Class<T> type) {
        if (value == null) {
            return null;
        }
        if (type == Object.class) {
            return (T) wrapped(value);
        }
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        try {
            return fromValue(value, type);
        } catch (IllegalArgumentException other) {
            throw new DecodeException("Failed to decode: it is no " + type.getSimpleName(), other);
        }
    }

    @SuppressWarnings("unchecked")
    private static Object wrapped(Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject((Map<String, Object>) map);
        }
        return value instanceof List<?> list ? new JsonArray(list) : value;
    }
}
