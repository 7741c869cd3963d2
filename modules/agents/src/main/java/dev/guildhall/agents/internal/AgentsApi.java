package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.AgentGrant;
import dev.guildhall.agents.AgentGrants;
import dev.guildhall.agents.AgentInput;
import dev.guildhall.agents.Agents;
import dev.guildhall.agents.ModelRestrictions;
import dev.guildhall.agents.NewGrant;
import dev.guildhall.agents.Restrictions;
import dev.guildhall.agents.UsableAgent;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The operations on agents, and on who may use which and with which models. */
public final class AgentsApi implements Api {

    private final Agents agents;
    private final Restrictions restrictions;
    private final AgentGrants grants;

    public AgentsApi(Agents agents, Restrictions restrictions, AgentGrants grants) {
        this.agents = agents;
        this.restrictions = restrictions;
        this.grants = grants;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listAgents", this::list)
                .on("createAgent", BodyReader.of(AgentInput::create), this::create)
                .on("getAgent", this::get)
                .on("changeAgent", BodyReader.of(AgentInput::check), this::change)
                .on("deleteAgent", this::delete)
                .on("listGlobalAgents", this::listGlobal)
                .on("createGlobalAgent", BodyReader.of(AgentInput::create), this::createGlobal)
                .on("getGlobalAgent", this::getGlobal)
                .on("changeGlobalAgent", BodyReader.of(AgentInput::check), this::changeGlobal)
                .on("deleteGlobalAgent", this::deleteGlobal)
                .on("getRestrictions", this::getRestrictions)
                .on("putRestrictions", BodyReader.of(ModelRestrictions::of), this::putRestrictions)
                .on("listGrants", this::listGrants)
                .on("createGrant", BodyReader.of(body -> NewGrant.of(body, "agentKey")), this::createGrant)
                .on("revokeGrant", this::revokeGrant);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = PageRequest.of(Agents.LIST, request);
        return agents.usable(request.workspace()).map(all -> page.select(all).answer(UsableAgent::toJson));
    }

    private Future<ApiResponse> create(ApiRequest request, Agent wanted) {
        return agents.create(request.authentication(), request.workspace(), wanted)
                .map(agent -> ApiResponse.created(
                                "/api/workspaces/" + request.workspace() + "/agents/" + agent.key(),
                                UsableAgent.owned(agent).toJson())
                        .withRevision(agent.revision()));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return agents.get(request.workspace(), key(request))
                .map(usable -> ApiResponse.ok(usable.toJson())
                        .withRevision(usable.agent().revision()));
    }

    private Future<ApiResponse> change(ApiRequest request, JsonObject body) {
        return agents.change(request.authentication(), request.workspace(), key(request), body, request.ifMatch())
                .map(agent -> ApiResponse.ok(UsableAgent.owned(agent).toJson()).withRevision(agent.revision()));
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return agents.delete(request.authentication(), request.workspace(), key(request), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> listGlobal(ApiRequest request) {
        var page = PageRequest.of(Agents.LIST, request);
        return agents.global()
                .map(all -> page.select(all.stream().map(UsableAgent::global).toList())
                        .answer(UsableAgent::toJson));
    }

    private Future<ApiResponse> createGlobal(ApiRequest request, Agent wanted) {
        return agents.create(request.authentication(), Tenant.PLATFORM, wanted)
                .map(agent -> ApiResponse.created(
                                "/api/admin/agents/" + agent.key(),
                                UsableAgent.global(agent).toJson())
                        .withRevision(agent.revision()));
    }

    private Future<ApiResponse> getGlobal(ApiRequest request) {
        return agents.global(key(request)).map(AgentsApi::shownGlobal);
    }

    private Future<ApiResponse> changeGlobal(ApiRequest request, JsonObject body) {
        return agents.change(request.authentication(), Tenant.PLATFORM, key(request), body, request.ifMatch())
                .map(AgentsApi::shownGlobal);
    }

    private Future<ApiResponse> deleteGlobal(ApiRequest request) {
        return agents.delete(request.authentication(), Tenant.PLATFORM, key(request), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private static ApiResponse shownGlobal(Agent agent) {
        return ApiResponse.ok(UsableAgent.global(agent).toJson()).withRevision(agent.revision());
    }

    private Future<ApiResponse> getRestrictions(ApiRequest request) {
        return restrictions.get(request.workspace()).map(AgentsApi::shown);
    }

    private Future<ApiResponse> putRestrictions(ApiRequest request, ModelRestrictions wanted) {
        return restrictions
                .put(request.authentication(), request.workspace(), wanted, request.ifMatch())
                .map(AgentsApi::shown);
    }

    private static ApiResponse shown(ModelRestrictions restrictions) {
        return ApiResponse.ok(restrictions.toJson()).withRevision(restrictions.revision());
    }

    private Future<ApiResponse> listGrants(ApiRequest request) {
        var page = PageRequest.of(AgentGrants.LIST, request);
        var received = request.query("direction").filter("received"::equals).isPresent();
        var found = received ? grants.received(request.workspace(), page) : grants.given(request.workspace(), page);
        return found.map(all -> all.answer(AgentGrant::toJson));
    }

    private Future<ApiResponse> createGrant(ApiRequest request, NewGrant wanted) {
        return grants.give(request.authentication(), request.workspace(), wanted)
                .map(grant -> ApiResponse.created(
                        "/api/workspaces/" + request.workspace() + "/grants/" + grant.id(), grant.toJson()));
    }

    private Future<ApiResponse> revokeGrant(ApiRequest request) {
        return grants.revoke(request.authentication(), request.workspace(), request.pathId("grantId"))
                .map(revoked -> ApiResponse.noContent());
    }

    private static String key(ApiRequest request) {
        return request.path("agentKey");
    }
}
