package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The schemas that requests are held against, made of those that clients are shown. More is taken than is shown: a word
 * in any case where the schema says {@code x-any-case}, for the operation reads it and refuses those it does not know;
 * and a body of another form that was documented once, which the media type has as {@code x-also}.
 */
final class RoutingSchemas {

    private static final String ANY_CASE = "x-any-case";
    private static final String ALSO = "x-also";
    /** What a JSON body may be sent as too, each with its schema, where the library knows of one only. */
    static final String OTHER_TYPES = "x-other-types";

    private static final String SCHEMA = "schema";
    private static final String REFERENCE = "$ref";
    private static final String OF_SCHEMAS = "#/components/schemas/";

    private RoutingSchemas() {}

    /** Changes what is in a document, deep down. */
    static void relax(Object part) {
        if (part instanceof JsonArray list) {
            list.forEach(RoutingSchemas::relax);
        } else if (part instanceof JsonObject object) {
            if (object.remove(ANY_CASE) != null) {
                object.remove("enum");
            }
            if (object.remove(ALSO) instanceof JsonObject other) {
                object.put(
                        SCHEMA,
                        new JsonObject()
                                .put(
                                        "anyOf",
                                        new JsonArray()
                                                .add(object.getJsonObject(SCHEMA))
                                                .add(other)));
            }
            object.forEach(entry -> relax(entry.getValue()));
        }
    }

    /** Notes the schemas of other media types beside that of JSON; of a merge patch it is the same. */
    static void keepJsonOnly(JsonObject content) {
        var others = new JsonObject();
        for (var type : List.copyOf(content.fieldNames())) {
            if (!type.equals(RequestBody.JSON)) {
                var other = (JsonObject) content.remove(type);
                if (!type.equals(RequestBody.MERGE_PATCH)) {
                    others.put(type, other.getJsonObject(SCHEMA));
                }
            }
        }
        if (!others.isEmpty()) {
            content.getJsonObject(RequestBody.JSON).put(OTHER_TYPES, others);
        }
    }

    /** Leaves those out that no operation refers to, for they need not be read at every start. */
    static void prune(JsonObject document) {
        var schemas = ContractSource.section(document.getJsonObject("components"), "schemas");
        var used = new HashSet<String>();
        var open = new ArrayDeque<Object>();
        open.add(document.getJsonObject("paths"));
        open.add(ContractSource.section(document.getJsonObject("components"), "parameters"));
        while (!open.isEmpty()) {
            references(open.remove(), schema -> {
                if (used.add(schema)) {
                    open.add(schemas.getJsonObject(schema));
                }
            });
        }
        List.copyOf(schemas.fieldNames()).stream()
                .filter(name -> !used.contains(name))
                .forEach(schemas::remove);
    }

    private static void references(Object part, Consumer<String> to) {
        if (part instanceof JsonArray list) {
            list.forEach(item -> references(item, to));
        } else if (part instanceof JsonObject object) {
            if (object.getValue(REFERENCE) instanceof String target && target.startsWith(OF_SCHEMAS)) {
                to.accept(target.substring(OF_SCHEMAS.length()));
            }
            object.forEach(entry -> references(entry.getValue(), to));
        }
    }
}
