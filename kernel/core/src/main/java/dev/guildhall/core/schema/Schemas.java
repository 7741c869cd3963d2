package dev.guildhall.core.schema;

import dev.guildhall.core.schema.SchemaInclusion.Undecidable;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemas of one document, in the forms in which {@link SchemaInclusion} looks at them. A schema is JSON: an object or a boolean. */
final class Schemas {

    private static final List<String> TYPES =
            List.of("null", "boolean", "object", "array", "number", "integer", "string");

    /** What says nothing about values. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "example",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$schema",
            "$defs",
            "definitions",
            "$anchor");

    private static final int MAX_VALUES = 1_000;

    private final JsonObject root;
    private final SchemaTree tree;

    Schemas(JsonObject root) {
        this.root = root;
        this.tree = new SchemaTree(root);
    }

    Object root() {
        return root;
    }

    static boolean isAnything(Object schema) {
        return Boolean.TRUE.equals(schema)
                || schema instanceof JsonObject object
                        && object.fieldNames().stream().allMatch(ANNOTATIONS::contains);
    }

    /** The schema as one, or its alternatives, when these and what stands beside them can be put together. */
    List<Object> branches(Object schema, String place) {
        var flat = flat(schema, place);
        for (var keyword : List.of("anyOf", "oneOf")) {
            if (flat.getValue(keyword) instanceof JsonArray alternatives) {
                var rest = flat.copy();
                rest.remove(keyword);
                return alternatives.stream()
                        .map(alternative -> isAnything(rest) ? alternative : (Object) all(List.of(rest, alternative)))
                        .toList();
            }
        }
        return List.of(flat);
    }

    /** What the schema demands, part by part: all of them together are the schema. */
    List<JsonObject> conjuncts(Object schema, String place) {
        var object = object(schema);
        var parts = new ArrayList<JsonObject>();
        var rest = object.copy();
        if (rest.remove(SchemaTree.REFERENCE) instanceof String reference) {
            parts.addAll(conjuncts(target(reference, place), place));
        }
        if (rest.remove("allOf") instanceof JsonArray all) {
            all.forEach(one -> parts.addAll(conjuncts(one, place)));
        }
        for (var keyword : List.of("anyOf", "oneOf")) {
            var alternatives = rest.getValue(keyword);
            if (alternatives != null && rest.fieldNames().size() > 1) {
                rest.remove(keyword);
                parts.add(new JsonObject().put(keyword, alternatives));
            }
        }
        if (!isAnything(rest) || parts.isEmpty()) {
            parts.add(rest);
        }
        return parts;
    }

    /** The schema with what it refers to and all of its parts put into one object; undecidable when that cannot be. */
    JsonObject flat(Object schema, String place) {
        var parts = conjuncts(schema, place);
        var flat = new JsonObject();
        for (var part : parts) {
            for (var keyword : part.fieldNames()) {
                if (!ANNOTATIONS.contains(keyword)) {
                    flat.put(keyword, merged(keyword, flat.getValue(keyword), part.getValue(keyword), place));
                }
            }
        }
        return flat;
    }

    private static Object merged(String keyword, Object one, Object other, String place) {
        if (one == null || equal(one, other)) {
            return other;
        }
        return switch (keyword) {
            case "required" ->
                new JsonArray(Stream.concat(((JsonArray) one).stream(), ((JsonArray) other).stream())
                        .distinct()
                        .toList());
            case "properties", "patternProperties" -> {
                var both = ((JsonObject) one).copy();
                ((JsonObject) other)
                        .forEach(member -> both.put(
                                member.getKey(),
                                both.containsKey(member.getKey())
                                        ? all(List.of(both.getValue(member.getKey()), member.getValue()))
                                        : member.getValue()));
                yield both;
            }
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
                ((Number) one).doubleValue() >= ((Number) other).doubleValue() ? one : other;
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
                ((Number) one).doubleValue() <= ((Number) other).doubleValue() ? one : other;
            case "type" -> {
                var both = types(new JsonObject().put("type", one));
                both.retainAll(types(new JsonObject().put("type", other)));
                yield new JsonArray(List.copyOf(both));
            }
            default -> throw new Undecidable(place, "has two different " + keyword + " at once");
        };
    }

    private Object target(String reference, String place) {
        return tree.resolve(reference)
                .orElseThrow(() -> new Undecidable(place, "refers to " + reference + ", which is not there"));
    }

    private static JsonObject object(Object schema) {
        return schema instanceof JsonObject object
                ? object
                : Boolean.TRUE.equals(schema) ? new JsonObject() : new JsonObject().put("not", new JsonObject());
    }

    /** Whether a value is valid for a schema of this document. */
    Predicate<Object> allowing(JsonObject schema, String place) {
        var complete = new JsonObject().put("properties", new JsonObject().put("value", schema));
        for (var shared : List.of("$defs", "definitions")) {
            if (root.containsKey(shared)) {
                complete.put(shared, root.getValue(shared));
            }
        }
        var isWhole = new SchemaTree(complete)
                .all().stream()
                        .map(found -> found.schema().getValue(SchemaTree.REFERENCE))
                        .allMatch(reference -> !(reference instanceof String text)
                                || text.startsWith("#/$defs/")
                                || text.startsWith("#/definitions/"));
        if (!isWhole) {
            throw new Undecidable(place, "refers to a schema that is no definition");
        }
        var validator = new JsonSchemaValidator(complete);
        return value -> validator.faults(new JsonObject().put("value", value)).isEmpty();
    }

    /** All values there are; null when they are not listed. */
    static List<Object> values(JsonObject schema) {
        if (schema.containsKey("const")) {
            return Collections.singletonList(schema.getValue("const"));
        }
        var values = schema.getJsonArray("enum");
        if (values != null) {
            return values.size() > MAX_VALUES ? null : values.stream().toList();
        }
        var types = types(schema);
        if (types.stream().allMatch(type -> type.equals("boolean") || type.equals("null"))) {
            var few = new ArrayList<>();
            if (types.contains("boolean")) {
                few.add(true);
                few.add(false);
            }
            if (types.contains("null")) {
                few.add(null);
            }
            return few;
        }
        return null;
    }

    static Set<String> types(JsonObject schema) {
        var type = schema.getValue("type");
        if (type instanceof String one) {
            return new LinkedHashSet<>(List.of(one));
        }
        return type instanceof JsonArray several
                ? several.stream().map(String.class::cast).collect(Collectors.toCollection(LinkedHashSet::new))
                : new LinkedHashSet<>(TYPES);
    }

    /** The schema cut into one for each of its types. */
    static List<JsonObject> byType(JsonObject schema) {
        return types(schema).stream()
                .map(type -> schema.copy().put("type", type))
                .toList();
    }

    /** Whether no value is valid for two of the schemas. */
    boolean areDisjoint(JsonArray schemas, String place) {
        for (var first = 0; first < schemas.size(); first++) {
            for (var second = first + 1; second < schemas.size(); second++) {
                if (!areDisjoint(flat(schemas.getValue(first), place), flat(schemas.getValue(second), place), place)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean areDisjoint(JsonObject one, JsonObject other, String place) {
        var values = Optional.ofNullable(values(one)).orElseGet(() -> values(other));
        if (values != null) {
            return values.stream().noneMatch(allowing(one, place).and(allowing(other, place)));
        }
        var types = types(one);
        var others = types(other);
        if (types.stream()
                .noneMatch(type -> others.contains(type)
                        || type.equals("integer") && others.contains("number")
                        || type.equals("number") && others.contains("integer"))) {
            return true;
        }
        return types.equals(Set.of("object"))
                && others.equals(Set.of("object"))
                && texts(one, "required").stream()
                        .filter(texts(other, "required")::contains)
                        .anyMatch(name -> areDisjoint(
                                flat(all(ofProperty(one, name)), place),
                                flat(all(ofProperty(other, name)), place),
                                place));
    }

    /** What a schema of an object says of a property by its name; empty when nothing. */
    static List<Object> ofProperty(JsonObject schema, String name) {
        var told = new ArrayList<>();
        var named = schema.getJsonObject("properties", new JsonObject());
        if (named.containsKey(name)) {
            told.add(named.getValue(name));
        }
        var patterns = schema.getJsonObject("patternProperties", new JsonObject());
        for (var pattern : patterns.fieldNames()) {
            if (LinearPattern.of(pattern).matches(name)) {
                told.add(patterns.getValue(pattern));
            }
        }
        return told;
    }

    /** One schema for all of them together. */
    static Object all(List<Object> schemas) {
        return schemas.size() == 1 ? schemas.get(0) : new JsonObject().put("allOf", new JsonArray(schemas));
    }

    static List<String> texts(JsonObject schema, String keyword) {
        return schema.getJsonArray(keyword, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }

    /** Whether two schemas say the same without a look at what they refer to. */
    static boolean equal(Object one, Object other) {
        return one != null && one.equals(other) && !Json.encode(one).contains("\"" + SchemaTree.REFERENCE + "\"");
    }

    static String text(Object value) {
        var text = Json.encode(value);
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
