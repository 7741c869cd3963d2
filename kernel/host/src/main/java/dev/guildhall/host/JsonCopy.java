package dev.guildhall.host;

import dev.guildhall.host.DefensiveCopy.TooLargeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Copies JSON of an extension as far as a limit on the length of its text allows. */
final class JsonCopy {

    private static final int MAX_DEPTH = 200;
    /** Quotes and a comma, or the like. */
    private static final int AROUND = 2;

    private static final int BITS_PER_DIGIT = 3;

    private final int limit;
    private long length;

    JsonCopy(int limit) {
        this.limit = limit;
    }

    JsonObject object(Map<?, ?> map, int depth) {
        spend(AROUND);
        var copy = new JsonObject();
        map.forEach((name, value) -> copy.put(text(name), json(value, depth + 1)));
        return copy;
    }

    private JsonArray array(List<?> items, int depth) {
        spend(AROUND);
        var copy = new JsonArray();
        items.forEach(item -> copy.add(json(item, depth + 1)));
        return copy;
    }

    Object json(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("JSON nested deeper than " + MAX_DEPTH + " levels");
        }
        if (value == null || value instanceof Boolean) {
            spend(AROUND);
            return value;
        }
        if (value instanceof Number number && isPlain(number)) {
            spend(digits(number));
            return value;
        }
        if (value instanceof JsonObject object) {
            return object(object.getMap(), depth);
        }
        if (value instanceof JsonArray array) {
            return array(array.getList(), depth);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        }
        if (value instanceof List<?> list) {
            return array(list, depth);
        }
        if (value instanceof CharSequence || value instanceof UUID || value instanceof Instant) {
            return text(value);
        }
        if (value instanceof Enum<?> constant) {
            return text(constant.name());
        }
        throw new IllegalArgumentException("a " + value.getClass().getName() + " is not JSON");
    }

    private String text(Object value) {
        var text = value.toString();
        spend(text.length() + AROUND);
        if (!isWhole(text)) {
            throw new IllegalArgumentException("a text with half of a surrogate pair is not JSON");
        }
        return text;
    }

    private void spend(int more) {
        length += more;
        if (length > limit) {
            throw new TooLargeException(limit);
        }
    }

    private static int digits(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.precision();
        }
        return number instanceof BigInteger integer ? AROUND + integer.bitLength() / BITS_PER_DIGIT : AROUND;
    }

    private static boolean isWhole(String text) {
        for (var at = 0; at < text.length(); at++) {
            if (Character.isHighSurrogate(text.charAt(at))
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(Number number) {
        return number.getClass().getClassLoader() == null && Double.isFinite(number.doubleValue());
    }
}
