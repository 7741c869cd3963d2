package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Gives the schemas of answers names: {@code WorkspaceResponse} to that of a response that several operations have, and
 * {@code ListWorkspacesResponse} to that of one operation. Generators would make up others, which change whenever
 * something else does.
 */
final class ResponseSchemas {

    private static final String SCHEMA = "schema";
    private static final String SUFFIX = "Response";

    private final JsonObject schemas;

    private ResponseSchemas(JsonObject schemas) {
        this.schemas = schemas;
    }

    static void name(JsonObject document) {
        var components = ContractSource.section(document, "components");
        var naming = new ResponseSchemas(ContractSource.section(components, "schemas"));
        ContractSource.section(components, "responses")
                .forEach(shared -> naming.name(shared.getKey() + SUFFIX, (JsonObject) shared.getValue()));
        for (var operation : DeclaredOperation.of(document)) {
            var id = operation.id();
            var name = id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1) + SUFFIX;
            ContractSource.section(operation.declared(), "responses").forEach(answer -> {
                if (answer.getKey().startsWith("2")) {
                    naming.name(name, (JsonObject) answer.getValue());
                }
            });
        }
    }

    private void name(String name, JsonObject answer) {
        var json = answer.getJsonObject("content", new JsonObject()).getJsonObject(RequestBody.JSON);
        if (json == null) {
            return;
        }
        var schema = json.getJsonObject(SCHEMA);
        if (schema.containsKey("properties") || schema.containsKey("allOf")) {
            var present = schemas.getJsonObject(name);
            if (present != null && !present.equals(schema)) {
                throw new IllegalStateException("Two schemas are called " + name);
            }
            schemas.put(name, schema);
            json.put(SCHEMA, new JsonObject().put("$ref", "#/components/schemas/" + name));
        }
    }
}
