package dev.guildhall.core.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The OpenAPI document of one surface, merged from a frame and the modules' parts. Clients get it whole; the router gets
 * a copy without what {@code vertx-openapi} refuses but routing does not need: responses, and request bodies that are
 * not JSON.
 */
public final class Contract {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete", "head", "options");
    private static final String JSON = "application/json";

    private final JsonObject document;
    private final OpenAPIContract routing;
    private final Map<String, JsonObject> operations;

    private Contract(JsonObject document, OpenAPIContract routing, Map<String, JsonObject> operations) {
        this.document = document;
        this.routing = routing;
        this.operations = operations;
    }

    /** Reads and merges the documents off the event loop; fails when one is not valid OpenAPI or two contradict. */
    public static Future<Contract> load(Vertx vertx, String frame, List<String> parts) {
        return vertx.executeBlocking(() -> merge(frame, parts), false).compose(document -> {
            var operations = operations(document);
            return OpenAPIContract.from(vertx, forRouting(document))
                    .map(routing -> new Contract(document, routing, operations));
        });
    }

    /** The full document, as clients are given it. */
    public JsonObject document() {
        return document;
    }

    OpenAPIContract routing() {
        return routing;
    }

    /** Every operation of the document by its id, with {@code path} and {@code method} added to what is declared. */
    Map<String, JsonObject> operations() {
        return operations;
    }

    static boolean isWildcard(JsonObject operation) {
        return operation.getBoolean("x-wildcard", false);
    }

    private static JsonObject merge(String frame, List<String> parts) {
        var document = read(frame);
        for (var part : parts) {
            var contribution = read(part);
            mergeInto(section(document, "paths"), section(contribution, "paths"), part);
            var components = section(document, "components");
            for (var kind : section(contribution, "components").fieldNames()) {
                mergeInto(
                        section(components, kind),
                        contribution.getJsonObject("components").getJsonObject(kind),
                        part);
            }
        }
        return document;
    }

    private static void mergeInto(JsonObject target, JsonObject addition, String part) {
        for (var entry : addition) {
            var present = target.getValue(entry.getKey());
            if (present != null && !present.equals(entry.getValue())) {
                throw new IllegalStateException(part + " declares " + entry.getKey() + ", which is declared already");
            }
            target.put(entry.getKey(), entry.getValue());
        }
    }

    private static JsonObject section(JsonObject document, String name) {
        if (document.getJsonObject(name) == null) {
            document.put(name, new JsonObject());
        }
        return document.getJsonObject(name);
    }

    private static JsonObject read(String resource) {
        try (var in = Contract.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("There is no contract " + resource + " on the class path");
            }
            return new JsonObject(YAML.readTree(in).toString());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The contract " + resource + " is not valid YAML", unreadable);
        }
    }

    private static Map<String, JsonObject> operations(JsonObject document) {
        var byId = new LinkedHashMap<String, JsonObject>();
        document.getJsonObject("paths").forEach(path -> {
            var item = (JsonObject) path.getValue();
            item.fieldNames().stream().filter(METHODS::contains).forEach(method -> {
                var operation = item.getJsonObject(method)
                        .copy()
                        .put("path", path.getKey())
                        .put("method", method);
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
        routing.remove("security");
        routing.put("servers", new JsonArray().add(new JsonObject().put("url", "http://localhost/")));
        var components = section(routing, "components");
        components.remove("responses");
        components.remove("securitySchemes");
        var paths = routing.getJsonObject("paths");
        for (var path : List.copyOf(paths.fieldNames())) {
            reduce(paths.getJsonObject(path));
            if (paths.getJsonObject(path).fieldNames().stream().noneMatch(METHODS::contains)) {
                paths.remove(path);
            }
        }
        return routing;
    }

    private static void reduce(JsonObject pathItem) {
        for (var method : List.copyOf(pathItem.fieldNames())) {
            if (!METHODS.contains(method)) {
                continue;
            }
            var operation = pathItem.getJsonObject(method);
            if (isWildcard(operation)) {
                pathItem.remove(method);
                continue;
            }
            operation.remove("security");
            operation.put("responses", new JsonObject().put("default", new JsonObject().put("description", "")));
            if (!hasJsonBody(operation)) {
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
