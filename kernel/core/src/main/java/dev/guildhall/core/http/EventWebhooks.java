package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The {@code webhooks} of a contract, made of the events that its parts tell of in {@code components/x-events}: each as
 * it is posted to a subscriber, with a schema of its own and an example.
 */
final class EventWebhooks {

    private static final String CATALOGUE = "x-events";
    private static final String ENVELOPE = "CloudEvent";
    private static final String SCHEMA = "#/components/schemas/";
    private static final String DESCRIPTION = "description";
    private static final String PROPERTIES = "properties";
    private static final String MEDIA_TYPE = "application/cloudevents+json";

    private final JsonObject document;
    private final JsonObject schemas;

    private EventWebhooks(JsonObject document) {
        this.document = document;
        this.schemas = ContractSource.section(document.getJsonObject("components"), "schemas");
    }

    static void declare(JsonObject document) {
        var events = document.getJsonObject("components").getJsonObject(CATALOGUE);
        if (events != null) {
            var webhooks = new EventWebhooks(document);
            events.forEach(event -> webhooks.add(event.getKey(), (JsonObject) event.getValue()));
        }
    }

    private void add(String type, JsonObject event) {
        var name = schemaName(type);
        var content = new JsonObject()
                .put("type", "object")
                .put(DESCRIPTION, "What an event " + type + " says.")
                .mergeIn(event.getJsonObject("data").copy());
        put(name + "Data", content);
        put(name, envelope(type, event, reference(name + "Data")));
        var body = new JsonObject().put("schema", reference(name)).put("example", example(type, event));
        ContractSource.section(document, "webhooks").put(type, new JsonObject().put("post", posted(type, event, body)));
    }

    private void put(String name, JsonObject schema) {
        if (schemas.containsKey(name)) {
            throw new IllegalStateException("A schema is called " + name + " as that of an event is");
        }
        schemas.put(name, schema);
    }

    private JsonObject envelope(String type, JsonObject event, JsonObject data) {
        var schema = schemas.getJsonObject(ENVELOPE).copy().put(DESCRIPTION, event.getString(DESCRIPTION));
        schema.getJsonObject(PROPERTIES)
                .put("type", new JsonObject().put("type", "string").put("const", type));
        schema.getJsonObject(PROPERTIES).put("data", data);
        schema.getJsonArray("required").add("data");
        return schema;
    }

    private JsonObject example(String type, JsonObject event) {
        var envelope = (JsonObject) SchemaExample.of(schemas.getJsonObject(ENVELOPE), schemas);
        return envelope.put("type", type).put("data", SchemaExample.of(event.getJsonObject("data"), schemas));
    }

    private static JsonObject posted(String type, JsonObject event, JsonObject body) {
        return new JsonObject()
                .put("operationId", "on" + schemaName(type))
                .put("tags", new JsonArray().add("Webhooks"))
                .put("summary", event.getString(DESCRIPTION))
                .put(DESCRIPTION, "The subject is " + event.getString("subject") + ".")
                .put("security", new JsonArray())
                .put(
                        "requestBody",
                        new JsonObject().put("required", true).put("content", new JsonObject().put(MEDIA_TYPE, body)))
                .put(
                        "responses",
                        new JsonObject()
                                .put("2XX", answer("The subscriber has it."))
                                .put("410", answer("The subscriber wants no more; the subscription is disabled."))
                                .put("default", answer("It is sent again later.")));
    }

    private static JsonObject answer(String description) {
        return new JsonObject().put(DESCRIPTION, description);
    }

    private static JsonObject reference(String schema) {
        return new JsonObject().put("$ref", SCHEMA + schema);
    }

    /** {@code MemberRoleChangedEvent} for {@code member.role_changed}. */
    private static String schemaName(String type) {
        return Arrays.stream(type.split("[._]"))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining())
                + "Event";
    }
}
