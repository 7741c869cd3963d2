package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** An example of what a schema describes, made of the examples that its parts give or else of their types. */
final class SchemaExample {

    private SchemaExample() {}

    /** Of a schema that refers to no other. */
    static Object of(JsonObject schema) {
        return given(schema).orElseGet(() -> made(schema));
    }

    private static Optional<Object> given(JsonObject schema) {
        var listed = Stream.of("examples", "enum")
                .map(schema::getJsonArray)
                .filter(list -> list != null && !list.isEmpty())
                .map(list -> list.getValue(0));
        return Stream.concat(Stream.ofNullable(schema.getValue("const")), listed)
                .findFirst();
    }

    private static Object made(JsonObject schema) {
        return switch (type(schema)) {
            case "object" -> object(schema);
            case "array" -> new JsonArray().add(of(schema.getJsonObject("items")));
            case "string" -> text(schema.getString("format", ""));
            case "integer" -> Math.max(1, schema.getInteger("minimum", 1));
            case "number" -> 1.5;
            case "boolean" -> true;
            case "null" -> null;
            default -> new JsonObject();
        };
    }

    private static JsonObject object(JsonObject schema) {
        var example = new JsonObject();
        schema.getJsonObject("properties", new JsonObject())
                .forEach(property -> example.put(property.getKey(), of((JsonObject) property.getValue())));
        return example;
    }

    private static String text(String format) {
        return switch (format) {
            case "uuid" -> "0198c5f0-7f0e-7cc1-b0b5-6f2a4d3c1e09";
            case "date-time" -> "2027-01-31T09:30:00Z";
            default -> "text";
        };
    }

    private static String type(JsonObject schema) {
        var declared = schema.getValue("type");
        return declared instanceof JsonArray several ? several.getString(0) : String.valueOf(declared);
    }
}
