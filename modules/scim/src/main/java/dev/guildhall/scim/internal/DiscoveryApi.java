package dev.guildhall.scim.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What a directory can find out about this server before it begins (RFC 7644, section 4). */
public final class DiscoveryApi implements Api {

    private final JsonObject configuration;
    private final List<JsonObject> resourceTypes;
    private final List<JsonObject> schemas;

    /** @param base where SCIM is served */
    public DiscoveryApi(String base) {
        this.configuration = located(read("service-provider-config.json"), base + "/ServiceProviderConfig");
        configuration
                .getJsonObject("bulk")
                .put("maxOperations", BulkApi.MOST_OPERATIONS)
                .put("maxPayloadSize", BulkApi.LARGEST_PAYLOAD);
        configuration.getJsonObject("filter").put("maxResults", ListQuery.MOST);
        this.resourceTypes = all("resource-types.json", base + "/ResourceTypes/");
        this.schemas = all("schemas.json", base + "/Schemas/");
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getScimServiceProviderConfig", request -> answer(configuration))
                .on("listScimResourceTypes", request -> list(resourceTypes, request))
                .on("getScimResourceType", request -> one(resourceTypes, request.path("id")))
                .on("listScimSchemas", request -> list(schemas, request))
                .on("getScimSchema", request -> one(schemas, request.path("id")));
    }

    private static Future<ApiResponse> answer(JsonObject document) {
        return Future.succeededFuture(ScimAnswers.json(200, document));
    }

    // Of these no part can be asked for: the RFC wants that refused.
    private static Future<ApiResponse> list(List<JsonObject> all, ApiRequest request) {
        if (request.query("filter").isPresent()) {
            throw CommonError.ACCESS_DENIED.because("There is no filter here.");
        }
        return Future.succeededFuture(ScimAnswers.list(all.size(), 1, all));
    }

    private static Future<ApiResponse> one(List<JsonObject> all, String id) {
        return all.stream()
                .filter(document -> document.getString("id").equalsIgnoreCase(id))
                .findFirst()
                .map(DiscoveryApi::answer)
                .orElseThrow(() -> ScimError.NOT_FOUND.because("There is nothing here with the id " + id + "."));
    }

    private static List<JsonObject> all(String resource, String base) {
        return read(resource).getJsonArray("all").stream()
                .map(JsonObject.class::cast)
                .map(document -> located(document, base + document.getString("id")))
                .toList();
    }

    private static JsonObject located(JsonObject document, String location) {
        document.getJsonObject("meta").put("location", location);
        return document;
    }

    private static JsonObject read(String resource) {
        try (var in = DiscoveryApi.class.getResourceAsStream("/scim/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("/scim/" + resource + " is not on the class path");
            }
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
