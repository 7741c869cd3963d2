package dev.guildhall.extensions.internal.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schemas in a JSON Schema that was found good before; those that are true or false say nothing here. */
final class Subschemas {

    private Subschemas() {}

    static Optional<JsonObject> single(JsonObject schema, String keyword) {
        return schema.getValue(keyword) instanceof JsonObject part ? Optional.of(part) : Optional.empty();
    }

    static List<JsonObject> list(JsonObject schema, String keyword) {
        return schema.getValue(keyword) instanceof JsonArray parts
                ? parts.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }

    static Map<String, JsonObject> named(JsonObject schema, String keyword) {
        var parts = new LinkedHashMap<String, JsonObject>();
        single(schema, keyword)
                .ifPresent(all -> all.forEach(entry -> {
                    if (entry.getValue() instanceof JsonObject part) {
                        parts.put(entry.getKey(), part);
                    }
                }));
        return parts;
    }

    /** What {@code $ref} refers to; only places in the same document are allowed. */
    static Optional<JsonObject> reference(JsonObject root, JsonObject schema) {
        if (!(schema.getValue("$ref") instanceof String reference)) {
            return Optional.empty();
        }
        if (reference.equals("#")) {
            return Optional.of(root);
        }
        return JsonPointer.from(reference.substring(1)).queryJson(root) instanceof JsonObject target
                ? Optional.of(target)
                : Optional.empty();
    }
}
