package dev.guildhall.surfaces.internal.teams;

import dev.guildhall.agents.AgentGrant;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/** Workspaces and members as this surface shows them. */
final class TeamsJson {

    private TeamsJson() {}

    static JsonObject workspace(Workspace workspace) {
        return new JsonObject()
                .put("id", workspace.id().toString())
                .put("name", workspace.name())
                .put("ownerId", workspace.owner().toString())
                .put("plan", plan(workspace))
                .put("createdAt", workspace.createdAt().toEpochMilli())
                .put("settings", chosen(workspace));
    }

    static JsonObject settings(Workspace workspace) {
        return chosen(workspace).put("plan", plan(workspace));
    }

    /** Only what somebody set, so that a new workspace has none. */
    private static JsonObject chosen(Workspace workspace) {
        var json = new JsonObject();
        var settings = workspace.settings();
        settings.defaultAgent().ifPresent(agent -> json.put("defaultAgentId", agent));
        if (!settings.customAgentConfigs().isEmpty()) {
            json.put("customAgentConfigs", settings.customAgentConfigs());
        }
        return json;
    }

    static JsonObject member(Member member) {
        return new JsonObject()
                .put("uid", member.user().toString())
                .put("role", role(member.role()))
                .put("email", member.email())
                .put("emailVerified", member.emailVerified())
                .put("fullName", member.fullName())
                .put("joinedAt", member.joinedAt().toEpochMilli());
    }

    static JsonObject grant(AgentGrant grant) {
        return new JsonObject()
                .put("id", grant.id().toString())
                .put("grantingWorkspaceId", grant.workspace().toString())
                .put("receivingWorkspaceId", grant.receiver().toString())
                .put("agentId", grant.agentKey())
                .put("readonly", grant.readonly())
                .put("expiresAt", grant.expiresAt().map(Instant::toEpochMilli).orElse(null))
                .put("createdAt", grant.createdAt().toEpochMilli());
    }

    private static String role(Role role) {
        return role.isBuiltIn() ? role.name().toLowerCase(Locale.ROOT) : role.name();
    }

    private static String plan(Workspace workspace) {
        return workspace.plan().name().toLowerCase(Locale.ROOT);
    }
}
