package dev.guildhall.core.schema;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where something stands in a JSON value. Unlike a {@code JsonPointer} it changes what stands in an array, and does not
 * push it aside.
 */
public record InstanceLocation(List<String> steps) {

    /** The value itself. */
    public static final InstanceLocation ROOT = new InstanceLocation(List.of());

    public InstanceLocation {
        steps = List.copyOf(steps);
    }

    /** Reads a JSON Pointer (RFC 6901). */
    public static InstanceLocation parse(String pointer) {
        return pointer.isEmpty()
                ? ROOT
                : new InstanceLocation(Arrays.stream(pointer.substring(1).split("/", -1))
                        .map(InstanceLocation::unescaped)
                        .toList());
    }

    public InstanceLocation inside(String step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new InstanceLocation(longer);
    }

    /** What it stands in; not for the value itself. */
    public InstanceLocation parent() {
        return new InstanceLocation(steps.subList(0, steps.size() - 1));
    }

    public String last() {
        return steps.get(steps.size() - 1);
    }

    /** What stands there in the value; null when there is no such place. */
    public Object in(Object value) {
        var at = value;
        for (var step : steps) {
            at = child(at, step);
        }
        return at;
    }

    /** Puts something in the place of what stands there; nothing when there is no such place. */
    public void replace(JsonObject value, Object other) {
        var parent = parent().in(value);
        if (parent instanceof JsonObject object && object.containsKey(last())) {
            object.put(last(), other);
        } else if (parent instanceof JsonArray array && Integer.parseInt(last()) < array.size()) {
            array.set(Integer.parseInt(last()), other);
        }
    }

    private static Object child(Object at, String step) {
        if (at instanceof JsonObject object) {
            return object.getValue(step);
        }
        if (at instanceof JsonArray array && step.chars().allMatch(Character::isDigit) && !step.isEmpty()) {
            var index = Integer.parseInt(step);
            return index < array.size() ? array.getValue(index) : null;
        }
        return null;
    }

    /** For people: the steps with dots between them. */
    public String dotted() {
        return String.join(".", steps);
    }

    static String unescaped(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }

    /** The JSON Pointer. */
    @Override
    public String toString() {
        var pointer = new StringBuilder();
        steps.forEach(step -> pointer.append('/').append(step.replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }
}
