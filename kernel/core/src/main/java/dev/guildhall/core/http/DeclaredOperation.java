package dev.guildhall.core.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An operation as a document has it, whose parameters are written into it. */
record DeclaredOperation(JsonObject document, String path, String method, JsonObject declared) {

    static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");

    static final String PARAMETERS = "parameters";

    private static final String REFERENCE = "$ref";
    private static final String OF_PARAMETERS = "#/components/parameters/";

    /** All of a document, in its order. */
    static List<DeclaredOperation> of(JsonObject document) {
        var all = new ArrayList<DeclaredOperation>();
        document.getJsonObject("paths").forEach(path -> {
            var item = (JsonObject) path.getValue();
            item.fieldNames().stream()
                    .filter(METHODS::contains)
                    .map(method -> new DeclaredOperation(document, path.getKey(), method, item.getJsonObject(method)))
                    .forEach(all::add);
        });
        return all;
    }

    String id() {
        return declared.getString("operationId");
    }

    boolean isPublic() {
        return "public".equals(declared.getString("x-permission"));
    }

    boolean hasBody() {
        return declared.containsKey("requestBody");
    }

    /** Its parameters, with references followed. */
    List<JsonObject> parameters() {
        return declared.getJsonArray(PARAMETERS, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .map(this::followed)
                .toList();
    }

    boolean takes(String header) {
        return parameters().stream().anyMatch(parameter -> header.equals(parameter.getString("name")));
    }

    /** Whether itself or one of its parameters is deprecated. */
    boolean hasDeprecated() {
        return DeprecationNotice.isDeprecated(declared)
                || parameters().stream().anyMatch(DeprecationNotice::isDeprecated);
    }

    private JsonObject followed(JsonObject parameter) {
        var target = parameter.getString(REFERENCE);
        return target == null
                ? parameter
                : document.getJsonObject("components")
                        .getJsonObject(PARAMETERS)
                        .getJsonObject(target.substring(OF_PARAMETERS.length()));
    }
}
