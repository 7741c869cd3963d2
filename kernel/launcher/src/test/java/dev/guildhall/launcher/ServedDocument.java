package dev.guildhall.launcher;

import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.module.Product;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A contract as it is served, with its operations and schemas to be looked at one by one. */
record ServedDocument(String name, JsonObject json) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final List<String> MAPS = List.of("properties", "patternProperties", "$defs");
    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SINGLE = List.of("items", "additionalProperties", "not", "contains");

    /** Those of all surfaces, the canonical one first. */
    static List<ServedDocument> all() {
        var published =
                Product.modules().stream().map(KernelModule::publishedContracts).flatMap(List::stream);
        return Stream.concat(Stream.of("openapi/api.yaml"), published)
                .map(name -> name.replace("openapi/", "openapi/bundled/").replace(".yaml", ".json"))
                .map(ServedDocument::read)
                .toList();
    }

    private static ServedDocument read(String resource) {
        try (var in = ServedDocument.class.getClassLoader().getResourceAsStream(resource)) {
            return new ServedDocument(resource, new JsonObject(Buffer.buffer(in.readAllBytes())));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** An operation, with what all references lead to at hand. */
    record Operation(ServedDocument document, String path, String method, JsonObject json) {

        String id() {
            return document.name() + " " + json.getString("operationId");
        }

        List<String> tags() {
            return json.getJsonArray("tags").stream().map(String.class::cast).toList();
        }

        boolean isPublic() {
            return "public".equals(json.getString("x-permission"));
        }

        boolean isStream() {
            return answer("200").getJsonObject("content", new JsonObject()).containsKey("text/event-stream");
        }

        boolean declares(String status) {
            return json.getJsonObject("responses").containsKey(status);
        }

        Set<String> statuses() {
            return json.getJsonObject("responses").fieldNames();
        }

        JsonObject answer(String status) {
            return document.followed(json.getJsonObject("responses").getJsonObject(status, new JsonObject()));
        }

        Set<String> headers(String status) {
            return answer(status).getJsonObject("headers", new JsonObject()).fieldNames();
        }

        List<JsonObject> parameters() {
            return json.getJsonArray("parameters", new JsonArray()).stream()
                    .map(parameter -> document.followed((JsonObject) parameter))
                    .toList();
        }

        boolean takes(String parameter) {
            return parameters().stream().anyMatch(declared -> parameter.equals(declared.getString("name")));
        }

        JsonObject body() {
            return json.getJsonObject("requestBody", new JsonObject()).getJsonObject("content", new JsonObject());
        }
    }

    List<Operation> operations() {
        var found = new ArrayList<Operation>();
        json.getJsonObject("paths").forEach(path -> {
            var item = (JsonObject) path.getValue();
            item.fieldNames().stream()
                    .filter(METHODS::contains)
                    .forEach(method ->
                            found.add(new Operation(this, path.getKey(), method, item.getJsonObject(method))));
        });
        return found;
    }

    JsonObject followed(JsonObject part) {
        var followed = part;
        while (followed.containsKey("$ref")) {
            var target = json;
            for (var step : followed.getString("$ref").substring(2).split("/")) {
                target = target.getJsonObject(step.replace("~1", "/"));
            }
            followed = target;
        }
        return followed;
    }

    JsonObject schemas() {
        return json.getJsonObject("components").getJsonObject("schemas");
    }

    /** Tells of a schema and of all inside it, with their places; references are not followed. */
    static void eachSchema(String place, JsonObject schema, BiConsumer<String, JsonObject> seen) {
        seen.accept(place, schema);
        for (var map : MAPS) {
            schema.getJsonObject(map, new JsonObject())
                    .forEach(entry -> eachSchema(place + "." + entry.getKey(), (JsonObject) entry.getValue(), seen));
        }
        for (var list : LISTS) {
            schema.getJsonArray(list, new JsonArray()).forEach(part -> eachSchema(place, (JsonObject) part, seen));
        }
        for (var one : SINGLE) {
            if (schema.getValue(one) instanceof JsonObject inner) {
                eachSchema(place + "[]", inner, seen);
            }
        }
    }

    /** The same of all schemas of the document, those of events included. */
    void eachSchema(BiConsumer<String, JsonObject> seen) {
        schemas().forEach(named -> eachSchema(named.getKey(), (JsonObject) named.getValue(), seen));
        for (var operation : operations()) {
            operation
                    .parameters()
                    .forEach(parameter -> eachSchema(operation.id() + "?", parameter.getJsonObject("schema"), seen));
            operation.body().forEach(type -> ofMediaType(operation.id() + " body", type.getValue(), seen));
            operation
                    .statuses()
                    .forEach(status -> operation
                            .answer(status)
                            .getJsonObject("content", new JsonObject())
                            .forEach(type -> ofMediaType(operation.id() + " " + status, type.getValue(), seen)));
        }
        json.getJsonObject("components")
                .getJsonObject("x-events", new JsonObject())
                .forEach(event ->
                        eachSchema(event.getKey(), ((JsonObject) event.getValue()).getJsonObject("data"), seen));
    }

    private static void ofMediaType(String place, Object type, BiConsumer<String, JsonObject> seen) {
        eachSchema(place, ((JsonObject) type).getJsonObject("schema"), seen);
    }
}
