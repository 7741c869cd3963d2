package dev.guildhall.membership.internal.team;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamGrants;
import dev.guildhall.membership.TeamGrants.Described;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.TeamMember;
import dev.guildhall.membership.TeamMembers;
import dev.guildhall.membership.TeamRole;
import dev.guildhall.membership.Teams;
import dev.guildhall.membership.internal.PersonJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The operations on teams, on who belongs to them and on what they are in workspaces. */
public final class TeamsApi implements Api {

    private final Teams teams;
    private final TeamMembers members;
    private final TeamGrants grants;

    public TeamsApi(Teams teams, TeamMembers members, TeamGrants grants) {
        this.teams = teams;
        this.members = members;
        this.grants = grants;
    }

    private record Assignment(UserId user, TeamRole role) {

        static Assignment of(JsonObject body) {
            var faults = new Faults();
            var user = faults.read(() -> UserId.parse("userId", body.getString("userId")));
            var role = faults.read(() -> roleOf(body));
            faults.refuse();
            return new Assignment(user.orElseThrow(), role.orElseThrow());
        }
    }

    private static TeamRole roleOf(JsonObject body) {
        var name = body.getString("role");
        return TeamRole.named(name)
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "role", "role must be LEAD or MEMBER; " + name + " is neither"));
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createTeam", BodyReader.of(Teams::nameOf), this::create)
                .on("listTeams", this::list)
                .on("getTeam", this::get)
                .on("renameTeam", BodyReader.of(Teams::nameOf), this::rename)
                .on("deleteTeam", this::delete)
                .on("putTeamMember", BodyReader.of(Assignment::of), this::putMember)
                .on("listTeamMembers", this::listMembers)
                .on("changeTeamMemberRole", BodyReader.of(TeamsApi::roleOf), this::changeMemberRole)
                .on("removeTeamMember", this::removeMember)
                .on("listTeamWorkspaces", this::listGrants)
                .on("putTeamWorkspace", BodyReader.AS_IT_IS, this::putGrant)
                .on("removeTeamWorkspace", this::revokeGrant);
    }

    private Future<ApiResponse> create(ApiRequest request, String name) {
        return teams.create(request.authentication(), request.organization(), name)
                .map(team -> ApiResponse.created(
                                "/api/organizations/" + team.organization() + "/teams/" + team.id(), json(team))
                        .withRevision(team.revision()));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return teams.list(request.organization(), PageRequest.of(Teams.LIST, request))
                .map(found -> found.answer(TeamsApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return teams.get(request.organization(), team(request)).map(TeamsApi::answer);
    }

    private Future<ApiResponse> rename(ApiRequest request, String name) {
        return teams.rename(request.authentication(), request.organization(), team(request), name, request.ifMatch())
                .map(TeamsApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return teams.delete(request.authentication(), request.organization(), team(request), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> putMember(ApiRequest request, Assignment wanted) {
        return members.put(
                        request.authentication(), request.organization(), team(request), wanted.user(), wanted.role())
                .map(TeamsApi::answer);
    }

    private Future<ApiResponse> listMembers(ApiRequest request) {
        return members.list(request.organization(), team(request), PageRequest.of(TeamMembers.LIST, request))
                .map(found -> found.answer(TeamsApi::json));
    }

    private Future<ApiResponse> changeMemberRole(ApiRequest request, TeamRole role) {
        return members.changeRole(
                        request.authentication(),
                        request.organization(),
                        team(request),
                        request.pathUser("userId"),
                        role,
                        request.ifMatch())
                .map(TeamsApi::answer);
    }

    private Future<ApiResponse> removeMember(ApiRequest request) {
        // Who leaves may be no member of the organization, and has no access to it then.
        return members.remove(
                        request.authentication(),
                        new OrganizationId(request.pathId("organizationId")),
                        team(request),
                        request.pathUser("userId"),
                        request.ifMatch())
                .map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> listGrants(ApiRequest request) {
        return grants.list(request.organization(), team(request), PageRequest.of(TeamGrants.LIST, request))
                .map(found -> found.answer(TeamsApi::json));
    }

    private Future<ApiResponse> putGrant(ApiRequest request, JsonObject body) {
        return grants.put(
                        request.authentication(),
                        request.organization(),
                        team(request),
                        workspace(request),
                        body.getString("role"),
                        request.ifMatch())
                .map(granted -> ApiResponse.ok(json(granted))
                        .withRevision(granted.grant().revision()));
    }

    private Future<ApiResponse> revokeGrant(ApiRequest request) {
        return grants.revoke(
                        request.authentication(),
                        request.organization(),
                        team(request),
                        workspace(request),
                        request.ifMatch())
                .map(revoked -> ApiResponse.noContent());
    }

    static TeamId team(ApiRequest request) {
        return new TeamId(request.pathId("teamId"));
    }

    // The operation is the organization's, and the workspace what it is about.
    private static WorkspaceId workspace(ApiRequest request) {
        return new WorkspaceId(request.pathId("workspaceId"));
    }

    private static ApiResponse answer(Team team) {
        return ApiResponse.ok(json(team)).withRevision(team.revision());
    }

    private static JsonObject json(Team team) {
        return new JsonObject()
                .put("id", team.id().toString())
                .put("organizationId", team.organization().toString())
                .put("name", team.name())
                .put("createdAt", team.createdAt().toString())
                .put("updatedAt", team.updatedAt().toString());
    }

    private static ApiResponse answer(TeamMember member) {
        return ApiResponse.ok(json(member)).withRevision(member.revision());
    }

    private static JsonObject json(TeamMember member) {
        return PersonJson.of(member)
                .put("role", member.role().name())
                .put("joinedAt", member.joinedAt().toString());
    }

    private static JsonObject json(Described granted) {
        var workspace = granted.workspace();
        return new JsonObject()
                .put("workspaceId", workspace.id().toString())
                .put("workspaceKey", workspace.key())
                .put("workspaceName", workspace.name())
                .put("role", granted.role().name())
                .put("roleId", granted.role().id())
                .put("grantedAt", granted.grant().grantedAt().toString());
    }
}
