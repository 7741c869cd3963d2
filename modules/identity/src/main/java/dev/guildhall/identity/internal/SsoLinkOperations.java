package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.internal.sso.SsoIdentity;
import dev.guildhall.identity.internal.sso.SsoIdentityTable;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The operations on who is linked to which subject of an organization's identity provider. */
final class SsoLinkOperations {

    private final SsoLinks links;

    SsoLinkOperations(SsoLinks links) {
        this.links = links;
    }

    void bind(Operations operations) {
        operations.on("listSsoIdentities", this::list).on("removeSsoIdentity", this::remove);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return links.list(request.organization(), PageRequest.of(SsoIdentityTable.LIST, request))
                .map(page -> page.answer(SsoLinkOperations::json));
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return links.remove(request.authentication(), request.organization(), request.pathId("identityId"))
                .map(removed -> ApiResponse.noContent());
    }

    private static JsonObject json(SsoIdentity identity) {
        return new JsonObject()
                .put("id", identity.id().toString())
                .put("userId", identity.user().toString())
                .put("provider", identity.provider().name())
                .put("issuer", identity.issuer())
                .put("subject", identity.subject())
                .put("createdAt", identity.createdAt().toString());
    }
}
