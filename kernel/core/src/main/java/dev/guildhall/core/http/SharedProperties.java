package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What properties of one name have in common, written once: whatever a contract says nothing of its own about is described
 * by it, and shown by its example.
 */
final class SharedProperties {

    private static final String RESOURCE = "openapi/properties.yaml";
    private static final String DESCRIPTION = "description";
    private static final String EXAMPLES = "examples";
    private static final String NULL = "null";

    /** Under these stand values, and no schemas. */
    private static final Set<String> VALUES = Set.of("example", EXAMPLES, "default", "enum", "const");
    /** By these a schema has said what its values look like, or leaves it to others. */
    private static final Set<String> SHOWN =
            Set.of(EXAMPLES, "default", "enum", "const", "properties", "allOf", "anyOf", "oneOf", "not");

    private static final Pattern SNAKE_CASE = Pattern.compile("_([a-z])");

    private final JsonObject shared;

    private SharedProperties(JsonObject shared) {
        this.shared = shared;
    }

    static void describe(JsonObject document) {
        new SharedProperties(ContractSource.read(RESOURCE)).inside(document);
    }

    private void inside(Object part) {
        if (part instanceof JsonArray several) {
            several.forEach(this::inside);
        } else if (part instanceof JsonObject object) {
            if (object.getValue("properties") instanceof JsonObject properties) {
                properties.forEach(property -> describe(property.getKey(), property.getValue()));
            }
            object.stream()
                    .filter(entry -> !VALUES.contains(entry.getKey()))
                    .forEach(entry -> inside(entry.getValue()));
        }
    }

    private void describe(String name, Object declared) {
        if (!(declared instanceof JsonObject schema) || schema.containsKey("$ref")) {
            return;
        }
        var type = type(schema);
        var known = known(name, type);
        if (known.containsKey(DESCRIPTION) && !schema.containsKey(DESCRIPTION)) {
            schema.put(DESCRIPTION, known.getString(DESCRIPTION));
        }
        var example = known.getValue("example");
        if (fits(example, type) && SHOWN.stream().noneMatch(schema::containsKey)) {
            schema.put(EXAMPLES, new JsonArray(List.of(example)));
        }
    }

    private JsonObject known(String name, String type) {
        var common = shared.getJsonObject(name);
        if (common == null) {
            common = shared.getJsonObject(
                    SNAKE_CASE
                            .matcher(name)
                            .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT)),
                    new JsonObject());
        }
        return shared.getJsonObject(name + ":" + type, common);
    }

    /** The one there is beside null; empty for values of any type. */
    private static String type(JsonObject schema) {
        return schema.getValue("type") instanceof JsonArray several
                ? several.stream()
                        .map(String.class::cast)
                        .filter(type -> !type.equals(NULL))
                        .findFirst()
                        .orElse(NULL)
                : schema.getString("type", "");
    }

    private static boolean fits(Object example, String type) {
        return switch (type) {
            case "" -> example != null;
            case "string" -> example instanceof String;
            case "integer" -> example instanceof Integer || example instanceof Long;
            case "number" -> example instanceof Number;
            default -> false;
        };
    }
}
