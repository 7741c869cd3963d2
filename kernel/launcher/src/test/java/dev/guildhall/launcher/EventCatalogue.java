package dev.guildhall.launcher;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.JsonSchemaValidator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the contracts say of the events of workspaces, organizations and the platform, in {@code components/x-events}. */
final class EventCatalogue {

    static final EventCatalogue SERVED = read("openapi/bundled/api.json");

    private final Map<String, JsonObject> byType = new TreeMap<>();

    private EventCatalogue(JsonObject declared) {
        declared.forEach(type -> byType.put(type.getKey(), (JsonObject) type.getValue()));
    }

    private static EventCatalogue read(String contract) {
        try (var in = EventCatalogue.class.getClassLoader().getResourceAsStream(contract)) {
            return new EventCatalogue(new JsonObject(Buffer.buffer(in.readAllBytes()))
                    .getJsonObject("components")
                    .getJsonObject("x-events"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Set<String> types() {
        return byType.keySet();
    }

    /** What an event of the API has that the catalogue does not say, or lacks. */
    List<String> faults(JsonObject event) {
        var type = event.getString("type");
        var declared = byType.get(type);
        return declared == null
                ? List.of(type + " is not declared")
                : new JsonSchemaValidator(declared.getJsonObject("data").copy().put("additionalProperties", false))
                        .faults(event.getJsonObject("data")).stream()
                                .map(Problem.Detail::message)
                                .toList();
    }

    /** The page that authors read. */
    String page() {
        return """
                # The events of a workspace

                What the platform itself tells in a workspace: what `consumesEvents` of an extension can name, webhooks send,
                and `GET /api/workspaces/{workspaceId}/events` lists. Fields may be added to `data`; none goes or changes its
                meaning. Fields in brackets may be absent. The same is in the contract, as JSON Schema, under
                `components/x-events` of `/api/openapi.json`; the build holds this page and what is published to that.

                %s
                ## The events of an organization

                What happens to an organization and its members, as the subscriptions of
                `/api/organizations/{organizationId}/subscriptions` are sent it. Its events have `organization` where those of a
                workspace have `workspace`.

                %s
                ## The events of the platform

                What happens to accounts, apps and portals, and the end of organizations and workspaces, as the subscriptions of
                `/api/admin/subscriptions` are sent it. Their `workspace` is 00000000-0000-0000-0000-000000000000.

                %s""".formatted(table("WORKSPACE"), table("ORGANIZATION"), table("PLATFORM"));
    }

    private String table(String tenant) {
        var table = new StringBuilder("| type | when | subject | data |\n|---|---|---|---|\n");
        byType.forEach((type, declared) -> {
            if (declared.getJsonArray("tenants", JsonArray.of("WORKSPACE")).contains(tenant)) {
                table.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                type,
                                declared.getString("description"),
                                declared.getString("subject"),
                                fields(declared.getJsonObject("data"))));
            }
        });
        return table.toString();
    }

    private static String fields(JsonObject schema) {
        var required = schema.getJsonArray("required", new JsonArray());
        return schema.getJsonObject("properties").stream()
                .map(field -> {
                    var shown = field(field.getKey(), (JsonObject) field.getValue());
                    return required.contains(field.getKey()) ? shown : "[" + shown + "]";
                })
                .collect(Collectors.joining(", "));
    }

    private static String field(String name, JsonObject schema) {
        var said = schema.containsKey("description") ? " (" + schema.getString("description") + ")" : "";
        return "`" + name + "` " + kind(schema) + said;
    }

    private static String kind(JsonObject schema) {
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").stream().map(Object::toString).collect(Collectors.joining(" or "));
        }
        var told = schema.getValue("type");
        var type = told instanceof JsonArray several ? several.getString(0) : (String) told;
        var kind = type.equals("array")
                ? "list of " + kind(schema.getJsonObject("items")) + "s"
                : schema.getString("format", type);
        return told instanceof JsonArray ? kind + " or null" : kind;
    }
}
