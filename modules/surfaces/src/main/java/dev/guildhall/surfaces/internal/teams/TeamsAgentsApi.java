package dev.guildhall.surfaces.internal.teams;

import dev.guildhall.agents.AgentGrants;
import dev.guildhall.agents.ModelRestrictions;
import dev.guildhall.agents.NewGrant;
import dev.guildhall.agents.Restrictions;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;

/** The operations of the Teams surface on which models and whose agents a workspace may use. */
public final class TeamsAgentsApi implements Api {

    private final Restrictions restrictions;
    private final AgentGrants grants;

    public TeamsAgentsApi(Restrictions restrictions, AgentGrants grants) {
        this.restrictions = restrictions;
        this.grants = grants;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getRestrictions", this::restrictions)
                .on("putRestrictions", BodyReader.of(ModelRestrictions::of), this::putRestrictions)
                .on("listGrants", this::listGrants)
                .on("createGrant", BodyReader.of(body -> NewGrant.of(body, "agentId")), this::createGrant)
                .on("revokeGrant", this::revokeGrant);
    }

    private Future<ApiResponse> restrictions(ApiRequest request) {
        return restrictions.get(request.workspace()).map(found -> TeamsApi.answer(200, found.toJson()));
    }

    private Future<ApiResponse> putRestrictions(ApiRequest request, ModelRestrictions wanted) {
        return restrictions
                .put(request.authentication(), request.workspace(), wanted, IfMatch.ANY)
                .map(put -> TeamsApi.answer(200, put.toJson()));
    }

    private Future<ApiResponse> listGrants(ApiRequest request) {
        return grants.given(request.workspace(), TeamsApi.page(request, AgentGrants.LIST))
                .map(found -> TeamsApi.answer(found, TeamsJson::grant));
    }

    private Future<ApiResponse> createGrant(ApiRequest request, NewGrant wanted) {
        return grants.give(request.authentication(), request.workspace(), wanted)
                .map(grant -> TeamsApi.answer(201, TeamsJson.grant(grant))
                        .withHeader("Location", TeamsApi.PREFIX + "/" + request.workspace() + "/grants/" + grant.id()));
    }

    private Future<ApiResponse> revokeGrant(ApiRequest request) {
        return grants.revoke(request.authentication(), request.workspace(), request.pathId("grantId"))
                .map(revoked -> ApiResponse.noContent());
    }
}
