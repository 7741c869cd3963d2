package dev.guildhall.scim.internal;

import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.scim.internal.Resources.Found;
import dev.guildhall.scim.internal.Resources.Resource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What is answered. */
final class ScimAnswers {

    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private ScimAnswers() {}

    static ApiResponse json(int status, JsonObject body) {
        return new ApiResponse(status, Map.of("Content-Type", Scim.MEDIA_TYPE), body.toBuffer());
    }

    static ApiResponse of(Resource resource, Projection projection) {
        return json(200, projection.of(resource.json())).withHeader("ETag", resource.version());
    }

    static ApiResponse created(Resource resource, Projection projection) {
        return json(201, projection.of(resource.json()))
                .withHeader("ETag", resource.version())
                .withHeader("Location", resource.location());
    }

    static ApiResponse list(Found found, ListQuery query) {
        return list(
                found.total(),
                query.startIndex(),
                found.resources().stream()
                        .map(resource -> query.projection().of(resource.json()))
                        .toList());
    }

    static ApiResponse list(int total, int startIndex, List<JsonObject> resources) {
        return json(
                200,
                new JsonObject()
                        .put("schemas", new JsonArray().add(LIST))
                        .put("totalResults", total)
                        .put("startIndex", startIndex)
                        .put("itemsPerPage", resources.size())
                        .put("Resources", new JsonArray(resources)));
    }
}
