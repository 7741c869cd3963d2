package dev.guildhall.host;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.SchemaCheck;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads one JSON object field by field and notes everything that is wrong with it, so that an author sees all of it at
 * once. A field that is null counts as absent; one that was never read is unknown.
 */
final class ManifestFields {

    private final JsonObject object;
    private final String path;
    private final List<Problem.Detail> faults;
    private final Set<String> known = new HashSet<>();

    private ManifestFields(JsonObject object, String path, List<Problem.Detail> faults) {
        this.object = object;
        this.path = path;
        this.faults = faults;
    }

    static ManifestFields of(JsonObject root) {
        return new ManifestFields(root, "", new ArrayList<>());
    }

    List<Problem.Detail> faults() {
        return faults;
    }

    /** A text read by {@code parser}, whose {@link IllegalArgumentException} is the fault; empty when absent. */
    <T> Optional<T> text(String name, Function<String, T> parser) {
        var value = value(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            return fault(name, "must be a string");
        }
        return parsed(name, text, parser);
    }

    /** Like {@link #text}, and a fault when absent. */
    <T> Optional<T> requiredText(String name, Function<String, T> parser) {
        return value(name) == null ? fault(name, "is required") : text(name, parser);
    }

    /** A whole number; empty when absent. */
    Optional<Integer> number(String name) {
        var value = value(name);
        if (value == null || value instanceof Integer) {
            return Optional.ofNullable((Integer) value);
        }
        return fault(name, "must be a whole number");
    }

    boolean flag(String name) {
        var value = value(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        fault(name, "must be true or false");
        return false;
    }

    /** The distinct items of an array of strings; empty when absent. */
    <T> List<T> texts(String name, int max, Function<String, T> parser) {
        var items = items(name, max, (item, itemName) -> {
            if (item instanceof String text) {
                return parsed(itemName, text, parser);
            }
            return fault(itemName, "must be a string");
        });
        return items.stream().distinct().toList();
    }

    /** The items of an array of objects, each read by {@code reader}, which is to return empty after a fault. */
    <T> List<T> objects(String name, int max, Function<ManifestFields, Optional<T>> reader) {
        return items(name, max, (item, itemName) -> {
            if (!(item instanceof JsonObject nested)) {
                return fault(itemName, "must be an object");
            }
            var fields = new ManifestFields(nested, pathOf(itemName) + ".", faults);
            var read = reader.apply(fields);
            fields.refuseUnknown();
            return read;
        });
    }

    /** A nested object, read by {@code reader}; an empty one when absent. */
    <T> T object(String name, Function<ManifestFields, T> reader) {
        var value = value(name);
        if (value != null && !(value instanceof JsonObject)) {
            fault(name, "must be an object");
        }
        var nested = value instanceof JsonObject present ? present : new JsonObject();
        var fields = new ManifestFields(nested, pathOf(name) + ".", faults);
        var read = reader.apply(fields);
        fields.refuseUnknown();
        return read;
    }

    /** A nested object that is judged elsewhere; an empty one when there is none. */
    JsonObject asWritten(String name) {
        return value(name) instanceof JsonObject present ? present : new JsonObject();
    }

    /** A JSON Schema of an object; any object when absent. */
    JsonObject objectSchema(String name) {
        return objectSchema(name, SchemaCheck::faultOf);
    }

    /** Like {@link #objectSchema}, with the secrets of a configuration. */
    JsonObject configSchema(String name) {
        return objectSchema(
                name, schema -> SchemaCheck.faultOfConfig(schema).or(() -> ConfiguredHosts.faultOf(schema)));
    }

    private JsonObject objectSchema(String name, Function<JsonObject, Optional<String>> faultOf) {
        var value = value(name);
        var anyObject = new JsonObject().put("type", "object");
        if (value == null) {
            return anyObject;
        }
        if (!(value instanceof JsonObject schema)) {
            fault(name, "must be a JSON Schema object");
            return anyObject;
        }
        faultOf.apply(schema).ifPresent(wrong -> fault(name, wrong));
        if (!"object".equals(schema.getValue("type"))) {
            fault(name, "must be the schema of an object: \"type\": \"object\"");
        }
        return schema.copy();
    }

    void refuseUnknown() {
        for (var name : object.fieldNames()) {
            if (!known.contains(name)) {
                fault(
                        name,
                        "is not a field of "
                                + (path.isEmpty() ? "the manifest" : path.substring(0, path.length() - 1)));
            }
        }
    }

    /** Notes a fault that concerns a field but is found by looking at more than its value. */
    <T> Optional<T> fault(String name, String rule) {
        var field = pathOf(name);
        faults.add(new Problem.Detail(field, field + " " + rule));
        return Optional.empty();
    }

    boolean isAbsent(String name) {
        return value(name) == null;
    }

    private <T> List<T> items(String name, int max, BiFunction<Object, String, Optional<T>> read) {
        var value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)) {
            fault(name, "must be an array");
            return List.of();
        }
        if (array.size() > max) {
            fault(name, "must have at most " + max + " items");
            return List.of();
        }
        var items = new ArrayList<T>();
        for (var index = 0; index < array.size(); index++) {
            read.apply(array.getValue(index), name + "." + index).ifPresent(items::add);
        }
        return List.copyOf(items);
    }

    private <T> Optional<T> parsed(String name, String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException wrong) {
            return fault(name, wrong.getMessage());
        }
    }

    private Object value(String name) {
        known.add(name);
        return object.getValue(name);
    }

    private String pathOf(String name) {
        return path + name;
    }
}
