package dev.guildhall.membership.internal.team;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.TeamRole;
import io.vertx.core.json.JsonObject;

/**
 * What happens to teams, as subscribers are told of it and as the audit log keeps it. What happens to a member is about
 * the user; all else is about the team.
 */
public final class TeamEvents {

    private TeamEvents() {}

    public static Change created(Authentication by, Team team) {
        return about(by, "team.created", team.id()).telling(facts(team)).to(state(team));
    }

    public static Change renamed(Authentication by, Team former, Team team) {
        return about(by, "team.updated", team.id())
                .telling(facts(team).put("previousName", former.name()))
                .from(state(former))
                .to(state(team));
    }

    public static Change deleted(Authentication by, Team team) {
        return about(by, "team.deleted", team.id()).telling(facts(team)).from(state(team));
    }

    public static Change memberAdded(Authentication by, TeamId team, UserId user, TeamRole role) {
        return Change.of(by, "team.member_added")
                .on(user)
                .telling(facts(team, user, role))
                .to(state(team, role));
    }

    public static Change memberChanged(Authentication by, TeamId team, UserId user, TeamRole previous, TeamRole role) {
        return Change.of(by, "team.member_role_changed")
                .on(user)
                .telling(facts(team, user, role).put("previousRole", previous.name()))
                .from(state(team, previous))
                .to(state(team, role));
    }

    public static Change memberRemoved(Authentication by, TeamId team, UserId user, TeamRole role) {
        return Change.of(by, "team.member_removed")
                .on(user)
                .telling(facts(team, user, role))
                .from(state(team, role));
    }

    /** As another organization is told of one of its own. */
    public static Change joinedElsewhere(Authentication by, Team team, UserId user) {
        var facts = new JsonObject()
                .put("userId", user.toString())
                .put("organizationId", team.organization().toString())
                .put("teamId", team.id().toString())
                .put("team", team.name());
        return Change.of(by, "member.joined_team_elsewhere")
                .on(user)
                .telling(facts)
                .to(facts);
    }

    public static Change granted(Authentication by, Team team, WorkspaceId workspace, Role role) {
        return about(by, "team.granted", team.id())
                .telling(facts(team, workspace, role))
                .to(state(workspace, role));
    }

    public static Change regranted(Authentication by, Team team, WorkspaceId workspace, Role previous, Role role) {
        return about(by, "team.role_changed", team.id())
                .telling(facts(team, workspace, role).put("previousRole", previous.name()))
                .from(state(workspace, previous))
                .to(state(workspace, role));
    }

    public static Change revoked(Authentication by, Team team, WorkspaceId workspace, Role role) {
        return about(by, "team.revoked", team.id())
                .telling(facts(team, workspace, role))
                .from(state(workspace, role));
    }

    private static Change about(Authentication by, String type, TeamId team) {
        return Change.of(by, type).on(team);
    }

    private static JsonObject facts(Team team) {
        return state(team).put("teamId", team.id().toString());
    }

    private static JsonObject state(Team team) {
        return new JsonObject().put("name", team.name());
    }

    private static JsonObject facts(TeamId team, UserId user, TeamRole role) {
        return state(team, role).put("userId", user.toString());
    }

    private static JsonObject state(TeamId team, TeamRole role) {
        return new JsonObject().put("teamId", team.toString()).put("role", role.name());
    }

    private static JsonObject facts(Team team, WorkspaceId workspace, Role role) {
        return state(workspace, role).put("teamId", team.id().toString()).put("team", team.name());
    }

    private static JsonObject state(WorkspaceId workspace, Role role) {
        return new JsonObject()
                .put("workspaceId", workspace.toString())
                .put("role", role.name())
                .put("roleId", role.id());
    }
}
