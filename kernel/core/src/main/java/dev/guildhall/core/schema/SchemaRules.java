package dev.guildhall.core.schema;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What the meta-schema does not forbid but we do. */
final class SchemaRules {

    private static final int MAX_DEPTH = 40;
    private static final String DIALECT = "$schema";
    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    /** Which schema they lead to, or make of one, hangs on how it was come to. */
    private static final List<String> DYNAMIC =
            List.of("$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor");

    private SchemaRules() {}

    /** What is wrong with the text, before it is looked at as a schema. */
    static Optional<String> faultOfJson(Object json) {
        return faultOfJson(json, 0);
    }

    private static Optional<String> faultOfJson(Object json, int depth) {
        if (depth > MAX_DEPTH) {
            return Optional.of("is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (json instanceof Double number && !Double.isFinite(number)) {
            return Optional.of("has a number that is beyond a double");
        }
        if (json instanceof JsonObject object) {
            return object.stream()
                    .flatMap(member -> faultOfJson(member.getValue(), depth + 1).stream())
                    .findFirst();
        }
        if (json instanceof JsonArray array) {
            return array.stream()
                    .flatMap(item -> faultOfJson(item, depth + 1).stream())
                    .findFirst();
        }
        return Optional.empty();
    }

    /** What is wrong with one of the schemas. */
    static Optional<String> faultOf(SchemaTree tree) {
        return tree.all().stream()
                .flatMap(found -> faultOf(tree, found).map(found::located).stream())
                .findFirst();
    }

    private static Optional<String> faultOf(SchemaTree tree, SchemaTree.Located found) {
        var schema = found.schema();
        return dialectFault(schema, found.place())
                .or(() -> identityFault(schema))
                .or(() -> referenceFault(tree, schema))
                .or(() -> patternFault(schema));
    }

    private static Optional<String> dialectFault(JsonObject schema, String place) {
        if (!(schema.getValue(DIALECT) instanceof String dialect)) {
            return Optional.empty();
        }
        if (!place.isEmpty()) {
            return Optional.of("names a dialect inside; only the schema as a whole can");
        }
        return dialect.replaceAll("#$", "").equals(META_SCHEMA)
                ? Optional.empty()
                : Optional.of("is of another dialect than draft 2020-12: " + dialect);
    }

    private static Optional<String> identityFault(JsonObject schema) {
        return schema.getValue("$id") instanceof String id
                ? Optional.of("must not have an $id (" + id + ")")
                : Optional.empty();
    }

    private static Optional<String> referenceFault(SchemaTree tree, JsonObject schema) {
        for (var keyword : DYNAMIC) {
            if (schema.containsKey(keyword)) {
                return Optional.of("has a " + keyword + ", which is not followed here: refer with $ref");
            }
        }
        if (!(schema.getValue(SchemaTree.REFERENCE) instanceof String reference)
                || tree.resolve(reference).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                reference.startsWith("#")
                        ? "refers to what is not in it: " + reference
                                + " (a reference is a JSON Pointer to a schema object, without percent-encoding, like"
                                + " #/$defs/name)"
                        : "refers to what is not in it: " + reference);
    }

    private static Optional<String> patternFault(JsonObject schema) {
        if (schema.getValue("pattern") instanceof String pattern) {
            var fault = patternFault(pattern);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return schema.getValue("patternProperties") instanceof JsonObject named
                ? named.fieldNames().stream()
                        .flatMap(pattern -> patternFault(pattern).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<String> patternFault(String pattern) {
        try {
            LinearPattern.of(pattern);
            return Optional.empty();
        } catch (IllegalArgumentException unusable) {
            return Optional.of("has the pattern " + pattern + ", which " + unusable.getMessage());
        }
    }
}
