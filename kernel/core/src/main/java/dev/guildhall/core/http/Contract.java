package dev.guildhall.core.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The OpenAPI document of one surface, merged from a frame and the modules' parts. Clients get it whole; the router gets
 * a copy without what {@code vertx-openapi} refuses but routing does not need: responses, and request bodies that are
 * not JSON.
 */
public final class Contract {

    private static final String JSON = "application/json";
    private static final String SECURITY = "security";

    private final JsonObject document;
    private final OpenApiRouting routing;
    private final Map<String, JsonObject> operations;

    private Contract(JsonObject document, OpenApiRouting routing) {
        this.document = document;
        this.routing = routing;
        this.operations = operations(document);
        ContractKeys.check(operations.values(), routing.operations().values());
    }

    /** Reads and merges the documents off the event loop; fails when one is not valid OpenAPI or two contradict. */
    public static Future<Contract> load(Vertx vertx, String frame, List<String> parts) {
        return vertx.executeBlocking(() -> ContractSource.merge(frame, parts), false)
                .compose(document ->
                        OpenApiRouting.verify(vertx, forRouting(document)).compose(valid -> contract(vertx, document)));
    }

    /**
     * Reads the document of a contract that was loaded before, when the product was built. It is not held against the
     * OpenAPI specification again, for that takes longer than everything else there is to do with it.
     */
    public static Future<Contract> bundled(Vertx vertx, String resource) {
        return vertx.executeBlocking(() -> readBundled(resource), false).compose(document -> contract(vertx, document));
    }

    private static Future<Contract> contract(Vertx vertx, JsonObject document) {
        return OpenApiRouting.of(vertx, forRouting(document)).map(routing -> new Contract(document, routing));
    }

    private static JsonObject readBundled(String resource) throws IOException {
        try (var in = Contract.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path; the build makes it");
            }
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        }
    }

    /** The full document, as clients are given it. */
    public JsonObject document() {
        return document;
    }

    /** What requests are routed by and held against; without wildcards. */
    OpenApiRouting routing() {
        return routing;
    }

    /**
     * Compiles the schemas of all operations off the event loop. Those that are not when the first request for them comes
     * are compiled then, while everything else on its event loop waits.
     */
    public Future<Void> compileSchemas(Vertx vertx) {
        return vertx.executeBlocking(
                () -> {
                    routing.operations().values().forEach(this::compileSchemas);
                    return null;
                },
                false);
    }

    private void compileSchemas(RoutedOperation operation) {
        var schemas = routing.schemas();
        operation.parameters().forEach(parameter -> schemas.validator(parameter.schema()));
        operation.bodies().values().forEach(schemas::validator);
    }

    /**
     * Every operation of the document by its id, with {@code path} and {@code method} added to what is declared, and the
     * document's {@code security} where it declares none of its own.
     */
    Map<String, JsonObject> operations() {
        return operations;
    }

    String pathOf(String operation) {
        return operations.get(operation).getString("path");
    }

    static boolean isWildcard(JsonObject operation) {
        return operation.getBoolean("x-wildcard", false);
    }

    private static Map<String, JsonObject> operations(JsonObject document) {
        var byId = new LinkedHashMap<String, JsonObject>();
        document.getJsonObject("paths").forEach(path -> {
            var item = (JsonObject) path.getValue();
            item.fieldNames().stream()
                    .filter(DeclaredOperation.METHODS::contains)
                    .forEach(method -> {
                        var operation = item.getJsonObject(method)
                                .copy()
                                .put("path", path.getKey())
                                .put("method", method);
                        if (!operation.containsKey(SECURITY)) {
                            operation.put(SECURITY, document.getJsonArray(SECURITY, new JsonArray()));
                        }
                        var id = operation.getString("operationId");
                        if (id == null || byId.put(id, operation) != null) {
                            throw new IllegalStateException(
                                    "Missing or repeated operationId at " + method + " " + path.getKey());
                        }
                    });
        });
        return byId;
    }

    private static JsonObject forRouting(JsonObject document) {
        var routing = document.copy();
        routing.remove(SECURITY);
        routing.put("servers", new JsonArray().add(new JsonObject().put("url", "http://localhost/")));
        var components = ContractSource.section(routing, "components");
        List.of("responses", "headers", "x-events", "securitySchemes").forEach(components::remove);
        var paths = routing.getJsonObject("paths");
        for (var path : List.copyOf(paths.fieldNames())) {
            reduce(paths.getJsonObject(path));
            if (paths.getJsonObject(path).fieldNames().stream().noneMatch(DeclaredOperation.METHODS::contains)) {
                paths.remove(path);
            }
        }
        RoutingSchemas.relax(routing);
        RoutingSchemas.prune(routing);
        return routing;
    }

    private static void reduce(JsonObject pathItem) {
        for (var method : List.copyOf(pathItem.fieldNames())) {
            if (!DeclaredOperation.METHODS.contains(method)) {
                continue;
            }
            var operation = pathItem.getJsonObject(method);
            if (isWildcard(operation)) {
                pathItem.remove(method);
                continue;
            }
            operation.remove(SECURITY);
            operation.put("responses", new JsonObject().put("default", new JsonObject().put("description", "")));
            if (hasJsonBody(operation)) {
                RoutingSchemas.keepJsonOnly(
                        operation.getJsonObject("requestBody").getJsonObject("content"));
            } else {
                operation.remove("requestBody");
            }
        }
    }

    static boolean hasJsonBody(JsonObject operation) {
        return hasBody(operation, JSON);
    }

    static boolean hasUploadBody(JsonObject operation) {
        return hasBody(operation, "multipart/form-data");
    }

    private static boolean hasBody(JsonObject operation, String type) {
        var body = operation.getJsonObject("requestBody");
        return body != null && body.getJsonObject("content", new JsonObject()).containsKey(type);
    }
}
