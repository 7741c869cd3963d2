package dev.guildhall.surfaces.internal.developer;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.SingleSignOn;
import dev.guildhall.identity.SsoChange;
import dev.guildhall.identity.SsoConfiguration;
import io.vertx.core.Future;

/** The operations of the Developer surface on the single sign-on of organizations. */
public final class DeveloperSsoApi implements Api {

    private final SingleSignOn singleSignOn;
    private final DeveloperScope scope;

    public DeveloperSsoApi(SingleSignOn singleSignOn, DeveloperScope scope) {
        this.singleSignOn = singleSignOn;
        this.scope = scope;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getOrgSso", this::get)
                .on("putOrgSso", BodyReader.later(body -> singleSignOn.read(body, SnakeCase::of)), this::put)
                .on("removeOrgSso", this::remove);
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return scope.organization(request)
                .compose(found -> singleSignOn.get(found.id()))
                .map(DeveloperSsoApi::answer);
    }

    private Future<ApiResponse> put(ApiRequest request, SsoChange change) {
        return scope.organization(request)
                .compose(found -> singleSignOn.put(request.authentication(), found.id(), change, request.ifMatch()))
                .map(DeveloperSsoApi::answer);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return scope.organization(request)
                .compose(found -> singleSignOn.remove(request.authentication(), found.id(), request.ifMatch()))
                .map(removed -> ApiResponse.noContent());
    }

    private static ApiResponse answer(SsoConfiguration sso) {
        return ApiResponse.plain(DeveloperJson.sso(sso)).withRevision(sso.revision());
    }
}
