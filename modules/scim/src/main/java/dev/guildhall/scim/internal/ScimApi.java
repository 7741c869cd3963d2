package dev.guildhall.scim.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.scim.internal.Resources.Found;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.stream.Stream;

/** The operations on users and groups. */
public final class ScimApi implements Api {

    public static final String CONTRACT = "openapi/scim.yaml";

    private final Resources users;
    private final Resources groups;

    public ScimApi(Resources users, Resources groups) {
        this.users = users;
        this.groups = groups;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listScimUsers", request -> list(users, request))
                .on("searchScimUsers", BodyReader.of(ListQuery::of), (request, query) -> search(users, request, query))
                .on("createScimUser", BodyReader.AS_IT_IS, (request, body) -> create(users, request, body))
                .on("getScimUser", request -> get(users, request))
                .on("replaceScimUser", BodyReader.AS_IT_IS, (request, body) -> replace(users, request, body))
                .on("patchScimUser", BodyReader.AS_IT_IS, (request, body) -> patch(users, request, body))
                .on("deleteScimUser", request -> delete(users, request))
                .on("listScimGroups", request -> list(groups, request))
                .on(
                        "searchScimGroups",
                        BodyReader.of(ListQuery::of),
                        (request, query) -> search(groups, request, query))
                .on("createScimGroup", BodyReader.AS_IT_IS, (request, body) -> create(groups, request, body))
                .on("getScimGroup", request -> get(groups, request))
                .on("replaceScimGroup", BodyReader.AS_IT_IS, (request, body) -> replace(groups, request, body))
                .on("patchScimGroup", BodyReader.AS_IT_IS, (request, body) -> patch(groups, request, body))
                .on("deleteScimGroup", request -> delete(groups, request))
                .on("searchScim", BodyReader.of(ListQuery::of), this::searchAll);
    }

    private static Future<ApiResponse> list(Resources of, ApiRequest request) {
        return search(of, request, ListQuery.of(request));
    }

    private static Future<ApiResponse> search(Resources of, ApiRequest request, ListQuery query) {
        return of.list(Caller.of(request), query).map(found -> ScimAnswers.list(found, query));
    }

    /** Of users and groups alike: first those, and then these. */
    private Future<ApiResponse> searchAll(ApiRequest request, ListQuery query) {
        var caller = Caller.of(request);
        return users.list(caller, query).compose(first -> {
            var start = Math.max(1, query.startIndex() - first.total());
            var rest = query.count() - first.resources().size();
            return groups.list(caller, query.from(start, rest))
                    .map(second -> new Found(
                            first.total() + second.total(),
                            Stream.concat(first.resources().stream(), second.resources().stream())
                                    .toList()))
                    .map(found -> ScimAnswers.list(found, query));
        });
    }

    private static Future<ApiResponse> create(Resources of, ApiRequest request, JsonObject body) {
        var projection = projection(request);
        return of.create(Caller.of(request), body).map(made -> ScimAnswers.created(made, projection));
    }

    private static Future<ApiResponse> get(Resources of, ApiRequest request) {
        var projection = projection(request);
        return of.get(Caller.of(request), request.path("id"), projection)
                .map(found -> ScimAnswers.of(found, projection));
    }

    private static Future<ApiResponse> replace(Resources of, ApiRequest request, JsonObject body) {
        var projection = projection(request);
        return of.replace(Caller.of(request), request.path("id"), body, ifMatch(request))
                .map(changed -> ScimAnswers.of(changed, projection));
    }

    private static Future<ApiResponse> patch(Resources of, ApiRequest request, JsonObject body) {
        var projection = projection(request);
        return of.patch(Caller.of(request), request.path("id"), body, ifMatch(request))
                .map(changed -> ScimAnswers.of(changed, projection));
    }

    private static Future<ApiResponse> delete(Resources of, ApiRequest request) {
        return of.delete(Caller.of(request), request.path("id"), ifMatch(request))
                .map(deleted -> ApiResponse.noContent());
    }

    private static Projection projection(ApiRequest request) {
        return Projection.of(request.query("attributes"), request.query("excludedAttributes"));
    }

    private static Optional<String> ifMatch(ApiRequest request) {
        return request.header("If-Match").filter(header -> !header.isBlank());
    }
}
