package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Writes into a contract what follows from the rest of it, so that nobody has to say it at each operation: for
 * clients that are generated, and for people.
 */
final class ContractCompletion {

    private static final String DESCRIPTION = "description";

    private ContractCompletion() {}

    static void complete(JsonObject document) {
        DeclaredOperation.of(document).forEach(ContractCompletion::requireOwnBody);
        takeMergePatches(document);
        writeParametersIntoOperations(document);
        SharedProperties.describe(document);
        ResponseSchemas.name(document);
        StandardAnswers.declare(document);
        DeclaredOperation.of(document).forEach(ContractCompletion::tellPermission);
    }

    // The router's validation does not follow the reference, and lets everything pass.
    private static void requireOwnBody(DeclaredOperation operation) {
        if (operation.declared().getJsonObject("requestBody", new JsonObject()).containsKey("$ref")) {
            throw new IllegalStateException(
                    "The body of " + operation.id() + " is a reference; write it into the operation");
        }
    }

    /** What a PATCH takes is a merge patch of RFC 7396, and may be sent as one, where it is not a patch of another kind. */
    private static void takeMergePatches(JsonObject document) {
        for (var operation : DeclaredOperation.of(document)) {
            if (operation.method().equals("patch") && Contract.hasJsonBody(operation.declared())) {
                var content = operation.declared().getJsonObject("requestBody").getJsonObject("content");
                if (content.size() == 1) {
                    content.put(
                            RequestBody.MERGE_PATCH,
                            content.getJsonObject(RequestBody.JSON).copy());
                }
            }
        }
    }

    /** Some tools do not look for those that all operations of a path have. */
    private static void writeParametersIntoOperations(JsonObject document) {
        document.getJsonObject("paths").forEach(path -> {
            var item = (JsonObject) path.getValue();
            var shared = (JsonArray) item.remove(DeclaredOperation.PARAMETERS);
            if (shared == null) {
                return;
            }
            DeclaredOperation.METHODS.stream().filter(item::containsKey).forEach(method -> {
                var operation = item.getJsonObject(method);
                operation.put(
                        DeclaredOperation.PARAMETERS,
                        shared.copy().addAll(operation.getJsonArray(DeclaredOperation.PARAMETERS, new JsonArray())));
            });
        });
    }

    private static void tellPermission(DeclaredOperation operation) {
        var declared = operation.declared();
        var said = declared.getString(DESCRIPTION);
        var permission = "Permission: `" + declared.getString("x-permission") + "`."
                + SignInDemand.told(declared).map(told -> " " + told).orElse("");
        declared.put(DESCRIPTION, said == null ? permission : said.strip() + "\n\n" + permission);
    }
}
