package dev.guildhall.extensions.internal.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Fills in the {@code default} of properties that are missing, in every object that is there. */
final class Defaults {

    private Defaults() {}

    static JsonObject fill(JsonObject schema, JsonObject value) {
        var filled = value.copy();
        new Visit(schema).object(schema, filled, 0);
        return filled;
    }

    private record Visit(JsonObject root) {

        private static final int MAX_DEPTH = 100;

        private void any(JsonObject schema, Object value, int depth) {
            if (value instanceof JsonObject object) {
                object(schema, object, depth);
            } else if (value instanceof JsonArray array && schema.getValue("items") instanceof JsonObject items) {
                array.forEach(item -> any(items, item, depth + 1));
            }
        }

        // The branches of anyOf and oneOf do not count: which of them applies may hang on what is filled in.
        private void object(JsonObject schema, JsonObject value, int depth) {
            if (depth > MAX_DEPTH) {
                return;
            }
            Subschemas.reference(root, schema).ifPresent(target -> object(target, value, depth + 1));
            Subschemas.list(schema, "allOf").forEach(part -> object(part, value, depth + 1));
            Subschemas.named(schema, "properties").forEach((name, property) -> {
                if (!value.containsKey(name) && property.containsKey("default")) {
                    value.put(name, property.copy().getValue("default"));
                }
                any(property, value.getValue(name), depth + 1);
            });
        }
    }
}
