package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is posted to webhooks, as an OpenAPI document of its own, made of the events that a contract tells of in
 * {@code components/x-events}. It has no paths, and whoever makes a client of the contract gets none for it: a
 * generated client that sends what the platform sends would be of no use to anybody.
 */
final class EventWebhooks {

    private static final String CATALOGUE = "x-events";
    private static final String ENVELOPE = "CloudEvent";
    private static final String SCHEMAS = "schemas";
    private static final String DESCRIPTION = "description";
    private static final String PROPERTIES = "properties";
    private static final String SEQUENCE = "sequence";

    /** In what kinds of tenants an event is told; in workspaces unless its declaration says where. */
    private static final String TENANTS = "tenants";

    private static final String REQUIRED = "required";
    private static final String WORKSPACE = "workspace";
    private static final String ORGANIZATION = "organization";

    /** Whether an event has a sequence, as it does unless its declaration says no. */
    private static final String NUMBERED = "numbered";

    private static final String MEDIA_TYPE = "application/cloudevents+json";

    private final JsonObject envelope;
    private final JsonObject schemas = new JsonObject();
    private final JsonObject webhooks = new JsonObject();

    private EventWebhooks(JsonObject envelope) {
        this.envelope = envelope;
    }

    /** The document of the events of a contract. */
    static JsonObject of(JsonObject contract) {
        var components = contract.getJsonObject("components");
        var made = new EventWebhooks(components.getJsonObject(SCHEMAS).getJsonObject(ENVELOPE));
        components
                .getJsonObject(CATALOGUE, new JsonObject())
                .forEach(event -> made.add(event.getKey(), (JsonObject) event.getValue()));
        var info = contract.getJsonObject("info")
                .copy()
                .put("title", "Guildhall, webhooks")
                .put(
                        DESCRIPTION,
                        "What is posted to the webhooks that subscribe to events of a workspace, of an organization or of "
                                + "the platform, signed as Standard Webhooks says; server-sent events, Kafka and the event "
                                + "bus bring the same.");
        return new JsonObject()
                .put("openapi", contract.getString("openapi"))
                .put("info", info)
                .put("webhooks", made.webhooks)
                .put("components", new JsonObject().put(SCHEMAS, made.schemas));
    }

    private void add(String type, JsonObject event) {
        var name = name(type);
        var data = event.getJsonObject("data");
        schemas.put(name + "Data", data.copy());
        schemas.put(name, schema(type, event, reference(name + "Data")));
        var example = (JsonObject) SchemaExample.of(envelope);
        example.put("type", type).put("data", SchemaExample.of(data));
        if (!event.getBoolean(NUMBERED, true)) {
            example.remove(SEQUENCE);
        }
        if (!mayBeOf("WORKSPACE", event) && mayBeOf("ORGANIZATION", event)) {
            var organization = (String) example.remove(WORKSPACE);
            example.put(ORGANIZATION, organization).put("source", "/organizations/" + organization);
        }
        var body = new JsonObject().put("schema", reference(name)).put("example", example);
        webhooks.put(type, new JsonObject().put("post", posted(name, event, body)));
    }

    private JsonObject schema(String type, JsonObject event, JsonObject data) {
        var schema = envelope.copy().put(DESCRIPTION, event.getString(DESCRIPTION));
        schema.getJsonObject(PROPERTIES)
                .put("type", new JsonObject().put("type", "string").put("const", type))
                .put("data", data);
        schema.getJsonArray(REQUIRED).add("data");
        if (mayBeOf("ORGANIZATION", event)) {
            schema.getJsonArray(REQUIRED).remove(WORKSPACE);
            schema.getJsonObject(PROPERTIES)
                    .put(
                            ORGANIZATION,
                            new JsonObject()
                                    .put("type", "string")
                                    .put("format", "uuid")
                                    .put(DESCRIPTION, "In place of a workspace, where it is an organization's event."));
        }
        if (!event.getBoolean(NUMBERED, true)) {
            schema.getJsonArray(REQUIRED).remove(SEQUENCE);
            schema.getJsonObject(PROPERTIES).remove(SEQUENCE);
        }
        return schema;
    }

    private static boolean mayBeOf(String kind, JsonObject event) {
        return event.getJsonArray(TENANTS, JsonArray.of("WORKSPACE")).contains(kind);
    }

    private static JsonObject posted(String name, JsonObject event, JsonObject body) {
        return new JsonObject()
                .put("operationId", "on" + name)
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
        return new JsonObject().put("$ref", "#/components/schemas/" + schema);
    }

    /** {@code MemberRoleChanged} for {@code member.role_changed}. */
    private static String name(String type) {
        return Arrays.stream(type.split("[._]"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
