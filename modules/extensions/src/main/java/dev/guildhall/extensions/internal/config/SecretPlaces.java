package dev.guildhall.extensions.internal.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds what a schema declares as {@code writeOnly}. It rather finds too much than too little: whatever branch of the
 * schema could apply to a value counts as if it did.
 */
final class SecretPlaces {

    private static final int MAX_DEPTH = 100;
    private static final List<String> BRANCHES = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> CONDITIONS = List.of("if", "then", "else", "not");
    private static final List<String> OTHER_PROPERTIES = List.of("additionalProperties", "unevaluatedProperties");
    private static final List<String> ITEMS = List.of("items", "contains", "unevaluatedItems");

    private final JsonObject root;

    SecretPlaces(JsonObject root) {
        this.root = root;
    }

    /** Where the value holds secrets. */
    Set<JsonPointer> in(JsonObject value) {
        var found = new LinkedHashSet<JsonPointer>();
        new Search(found).any(root, value, JsonPointer.create(), 0);
        return found;
    }

    /** The dotted names of all secrets a value can hold. */
    List<String> declared() {
        var found = new TreeSet<String>();
        new Declared(found, new ArrayList<>()).collect(root, "");
        return List.copyOf(found);
    }

    /** Calls with every schema that applies to the same value as this one. */
    private void alternatives(JsonObject schema, Consumer<JsonObject> use) {
        Subschemas.reference(root, schema).ifPresent(use);
        BRANCHES.forEach(keyword -> Subschemas.list(schema, keyword).forEach(use));
        CONDITIONS.forEach(keyword -> Subschemas.single(schema, keyword).ifPresent(use));
        Subschemas.named(schema, "dependentSchemas").values().forEach(use);
    }

    private static boolean isSecret(JsonObject schema) {
        return Boolean.TRUE.equals(schema.getValue("writeOnly"));
    }

    private final class Search {

        private final Set<JsonPointer> found;

        Search(Set<JsonPointer> found) {
            this.found = found;
        }

        void any(JsonObject schema, Object value, JsonPointer at, int depth) {
            if (value == null || depth > MAX_DEPTH) {
                return;
            }
            if (isSecret(schema)) {
                found.add(at);
                return;
            }
            alternatives(schema, other -> any(other, value, at, depth + 1));
            if (value instanceof JsonObject object) {
                inObject(schema, object, at, depth);
            } else if (value instanceof JsonArray array) {
                inArray(schema, array, at, depth);
            }
        }

        private void inObject(JsonObject schema, JsonObject object, JsonPointer at, int depth) {
            BiConsumer<JsonObject, String> visit = (property, name) ->
                    any(property, object.getValue(name), at.copy().append(name), depth + 1);
            var properties = Subschemas.named(schema, "properties");
            properties.forEach((name, property) -> visit.accept(property, name));
            Subschemas.named(schema, "patternProperties")
                    .forEach((pattern, property) -> object.fieldNames().stream()
                            .filter(Pattern.compile(pattern).asPredicate())
                            .forEach(name -> visit.accept(property, name)));
            OTHER_PROPERTIES.forEach(keyword -> Subschemas.single(schema, keyword)
                    .ifPresent(property -> object.fieldNames().stream()
                            .filter(name -> !properties.containsKey(name))
                            .forEach(name -> visit.accept(property, name))));
        }

        private void inArray(JsonObject schema, JsonArray array, JsonPointer at, int depth) {
            for (var index = 0; index < array.size(); index++) {
                var value = array.getValue(index);
                var place = at.copy().append(index);
                var first = Subschemas.list(schema, "prefixItems");
                if (index < first.size()) {
                    any(first.get(index), value, place, depth + 1);
                }
                ITEMS.forEach(keyword ->
                        Subschemas.single(schema, keyword).ifPresent(item -> any(item, value, place, depth + 1)));
            }
        }
    }

    /** Walks the schema itself; a reference that is being walked already leads to nothing new. */
    private final class Declared {

        private final Set<String> found;
        private final List<Object> underway;

        Declared(Set<String> found, List<Object> underway) {
            this.found = found;
            this.underway = underway;
        }

        void collect(JsonObject schema, String name) {
            if (isSecret(schema)) {
                found.add(name.isEmpty() ? "*" : name);
                return;
            }
            if (underway.stream().anyMatch(walked -> walked == schema.getMap())) {
                return;
            }
            underway.add(schema.getMap());
            alternatives(schema, other -> collect(other, name));
            Subschemas.named(schema, "properties").forEach((property, part) -> collect(part, inside(name, property)));
            Subschemas.named(schema, "patternProperties").values().forEach(part -> collect(part, inside(name, "*")));
            OTHER_PROPERTIES.forEach(keyword ->
                    Subschemas.single(schema, keyword).ifPresent(part -> collect(part, inside(name, "*"))));
            ITEMS.forEach(keyword ->
                    Subschemas.single(schema, keyword).ifPresent(part -> collect(part, inside(name, "*"))));
            Subschemas.list(schema, "prefixItems").forEach(part -> collect(part, inside(name, "*")));
            underway.remove(underway.size() - 1);
        }

        private static String inside(String name, String property) {
            return name.isEmpty() ? property : name + "." + property;
        }
    }
}
