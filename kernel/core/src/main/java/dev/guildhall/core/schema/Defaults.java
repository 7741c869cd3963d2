package dev.guildhall.core.schema;

import static java.util.Collections.newSetFromMap;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fills in the {@code default} of properties that are missing, in every object that is there. Branches and conditions do
 * not count: which of them applies may hang on what is filled in.
 */
public final class Defaults {

    private static final int MAX_DEPTH = 100;
    private static final int MAX_FILLED_CHARACTERS = 1_000_000;

    /** Their schemas are for a part of the value wherever they are for anything. */
    private static final Set<SchemaKeyword> CERTAIN = EnumSet.of(
            SchemaKeyword.PROPERTIES,
            SchemaKeyword.PATTERN_PROPERTIES,
            SchemaKeyword.ADDITIONAL_PROPERTIES,
            SchemaKeyword.PREFIX_ITEMS,
            SchemaKeyword.ITEMS);

    private final SchemaTree tree;
    private int filled;

    private Defaults(SchemaTree tree) {
        this.tree = tree;
    }

    /** A copy of the value, with what is missing in it. Fails with {@code REQUEST.INVALID} when that has no end. */
    public static JsonObject fill(JsonObject schema, JsonObject value) {
        var copy = value.copy();
        new Defaults(new SchemaTree(schema)).any(List.of(schema), copy, 0);
        return copy;
    }

    /** What is wrong with the defaults of a schema, in words for its author. */
    static Optional<String> faultOf(JsonObject schema) {
        try {
            fill(schema, new JsonObject());
            return Optional.empty();
        } catch (Problem endless) {
            return Optional.of("has defaults within defaults without end");
        }
    }

    private void any(List<JsonObject> schemas, Object value, int depth) {
        if (schemas.isEmpty()) {
            return;
        }
        requireEnd(depth <= MAX_DEPTH);
        var all = certain(schemas);
        if (value instanceof JsonObject object) {
            addMissing(all, object);
            for (var member : object) {
                any(certainParts(tree.forProperty(all, member.getKey())), member.getValue(), depth + 1);
            }
        } else if (value instanceof JsonArray array) {
            for (var index = 0; index < array.size(); index++) {
                any(certainParts(tree.forItem(all, index)), array.getValue(index), depth + 1);
            }
        }
    }

    private static List<JsonObject> certainParts(List<SchemaTree.Part> parts) {
        return parts.stream()
                .filter(part -> CERTAIN.contains(part.keyword()))
                .map(SchemaTree.Part::schema)
                .toList();
    }

    /** With the schemas that apply to the value wherever these do, in their order. */
    private List<JsonObject> certain(List<JsonObject> schemas) {
        Set<Object> seen = newSetFromMap(new IdentityHashMap<>());
        var found = new ArrayList<JsonObject>();
        var open = new ArrayDeque<>(schemas);
        while (!open.isEmpty()) {
            var schema = open.poll();
            if (seen.add(schema.getMap())) {
                found.add(schema);
                tree.reference(schema).ifPresent(open::add);
                SchemaTree.parts(schema).stream()
                        .filter(part -> part.keyword() == SchemaKeyword.ALL_OF)
                        .forEach(part -> open.add(part.schema()));
            }
        }
        return found;
    }

    private void addMissing(List<JsonObject> schemas, JsonObject object) {
        for (var schema : schemas) {
            for (var part : SchemaTree.parts(schema)) {
                if (part.keyword() == SchemaKeyword.PROPERTIES
                        && part.schema().containsKey("default")
                        && !object.containsKey(part.name())) {
                    object.put(part.name(), copy(part.schema().getValue("default")));
                }
            }
        }
    }

    private Object copy(Object value) {
        var text = Json.encode(value);
        filled += text.length();
        requireEnd(filled <= MAX_FILLED_CHARACTERS);
        return Json.decodeValue(text);
    }

    private static void requireEnd(boolean isEnding) {
        if (!isEnding) {
            throw CommonError.REQUEST_INVALID.because(
                    "The value is too large or nested too deep to fill in the defaults of its schema.");
        }
    }
}
