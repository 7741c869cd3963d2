package dev.guildhall.host;

import dev.guildhall.host.ArchivedClasses.RecordComponent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Derives the JSON Schema of what is mapped to and from a record of an artifact. A component is required unless an
 * annotation named {@code Nullable} is on it. What comes in has no other properties; of what goes out that is not promised,
 * so that a component can be added.
 */
final class RecordSchemas {

    private static final int MAX_RECORDS = 100;

    private static final Map<String, JsonObject> KNOWN = Map.ofEntries(
            Map.entry("java.lang.String", type("string")),
            Map.entry("java.lang.Boolean", type("boolean")),
            Map.entry("java.lang.Byte", type("integer")),
            Map.entry("java.lang.Short", type("integer")),
            Map.entry("java.lang.Integer", type("integer")),
            Map.entry("java.lang.Long", type("integer")),
            Map.entry("java.math.BigInteger", type("integer")),
            Map.entry("java.lang.Float", type("number")),
            Map.entry("java.lang.Double", type("number")),
            Map.entry("java.math.BigDecimal", type("number")),
            Map.entry("java.util.UUID", type("string").put("format", "uuid")),
            Map.entry("java.time.Instant", type("string").put("format", "date-time")),
            Map.entry("io.vertx.core.json.JsonObject", type("object")),
            Map.entry("io.vertx.core.json.JsonArray", type("array")),
            Map.entry("java.lang.Object", new JsonObject()));

    private final ArchivedClasses classes;
    private final boolean closed;
    private final String root;
    private final Map<String, JsonObject> definitions = new LinkedHashMap<>();
    private final Deque<String> pending = new ArrayDeque<>();

    private RecordSchemas(ArchivedClasses classes, String root, boolean closed) {
        this.classes = classes;
        this.root = root;
        this.closed = closed;
    }

    /** The schema of a record that comes in; throws an {@link IllegalArgumentException} that says why there is none. */
    static JsonObject ofInput(ArchivedClasses classes, String record) {
        return new RecordSchemas(classes, record, true).derived();
    }

    /** The same of one that goes out. */
    static JsonObject ofOutput(ArchivedClasses classes, String record) {
        return new RecordSchemas(classes, record, false).derived();
    }

    private JsonObject derived() {
        var schema = ofRecord(root);
        while (!pending.isEmpty()) {
            var next = pending.pop();
            definitions.put(next, ofRecord(next));
        }
        if (!definitions.isEmpty()) {
            var defs = new JsonObject();
            definitions.forEach(defs::put);
            schema.put("$defs", defs);
        }
        return schema;
    }

    private JsonObject ofRecord(String name) {
        var file = classes.find(name)
                .filter(ArchivedClasses.ClassFile::isRecord)
                .orElseThrow(
                        () -> new IllegalArgumentException("names " + name + ", which is no record of the artifact"));
        var properties = new JsonObject();
        var required = new JsonArray();
        for (var component : file.components()) {
            properties.put(component.name(), of(name, component));
            if (!component.nullable()) {
                required.add(component.name());
            }
        }
        var schema = type("object").put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return closed ? schema.put("additionalProperties", false) : schema;
    }

    private JsonObject of(String record, RecordComponent component) {
        try {
            var schema = new Types(component.signature()).next();
            return component.nullable() ? orNull(schema) : schema;
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "cannot be derived: " + record + "." + component.name() + " " + unknown.getMessage(), unknown);
        }
    }

    private static JsonObject orNull(JsonObject schema) {
        return schema.isEmpty()
                ? schema
                : new JsonObject().put("anyOf", new JsonArray().add(schema).add(type("null")));
    }

    private JsonObject ofClass(String name) {
        if (KNOWN.containsKey(name)) {
            return KNOWN.get(name).copy();
        }
        var file = classes.find(name);
        if (file.filter(ArchivedClasses.ClassFile::isEnum).isPresent()) {
            return new JsonObject().put("enum", new JsonArray(file.get().constants()));
        }
        if (file.filter(ArchivedClasses.ClassFile::isRecord).isEmpty()) {
            throw new IllegalArgumentException("has the type " + name + ": use a record or an enum of the artifact,"
                    + " a list or a map of them, String, Instant, UUID, a number, a boolean, JsonObject or Object");
        }
        if (name.equals(root)) {
            return new JsonObject().put("$ref", "#");
        }
        if (!definitions.containsKey(name) && !pending.contains(name)) {
            if (definitions.size() + pending.size() >= MAX_RECORDS) {
                throw new IllegalArgumentException("is one of more than " + MAX_RECORDS + " records");
            }
            pending.add(name);
        }
        return new JsonObject().put("$ref", "#/$defs/" + name);
    }

    private static JsonObject type(String name) {
        return new JsonObject().put("type", name);
    }

    /** Reads a type as class files write it, like {@code Ljava/util/List<Ljava/lang/String;>;}. */
    private final class Types {

        private final String signature;
        private int at;

        Types(String signature) {
            this.signature = signature;
        }

        JsonObject next() {
            var kind = signature.charAt(at++);
            return switch (kind) {
                case 'Z' -> type("boolean");
                case 'B', 'S', 'I', 'J' -> type("integer");
                case 'F', 'D' -> type("number");
                case '+' -> next();
                case 'L' -> reference();
                default -> throw new IllegalArgumentException("has a type that JSON has no counterpart for");
            };
        }

        private JsonObject reference() {
            var begin = at;
            while (signature.charAt(at) != ';' && signature.charAt(at) != '<') {
                at++;
            }
            var name = signature.substring(begin, at).replace('/', '.');
            var schema = signature.charAt(at) == '<' ? container(name) : ofClass(name);
            if (signature.charAt(at++) != ';') {
                throw new IllegalArgumentException("has a type that JSON has no counterpart for");
            }
            return schema;
        }

        private JsonObject container(String name) {
            at++;
            var schema = switch (name) {
                case "java.util.List", "java.util.Set", "java.util.Collection" ->
                    type("array").put("items", next());
                case "java.util.Map" -> map();
                default ->
                    throw new IllegalArgumentException("has the type " + name
                            + " with parameters, of which only List, Set, Collection and Map are known");
            };
            at++;
            return schema;
        }

        private JsonObject map() {
            if (!type("string").equals(next())) {
                throw new IllegalArgumentException("is a map whose keys are no strings");
            }
            return type("object").put("additionalProperties", next());
        }
    }
}
