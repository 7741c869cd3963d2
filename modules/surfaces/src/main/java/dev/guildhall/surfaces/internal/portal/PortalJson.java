package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.identity.UserWorkspaces.UserWorkspace;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Workspaces, roles and members as this surface shows them. */
final class PortalJson {

    private PortalJson() {}

    /** @param byDefault the caller's default workspace */
    static JsonObject workspace(Workspace workspace, UserWorkspace of, Optional<WorkspaceId> byDefault) {
        return workspace(workspace)
                .put("role", of.role())
                .put("isOwner", of.role().equals(Role.OWNER.name()))
                .put("isDefault", byDefault.filter(workspace.id()::equals).isPresent());
    }

    static JsonObject workspace(Workspace workspace) {
        var id = workspace.id().toString();
        return new JsonObject()
                .put("id", id)
                .put("workspaceId", id)
                .put("workspaceBizId", id)
                .put("key", workspace.key())
                .put("name", workspace.name())
                .put("workspaceKey", workspace.key())
                .put("workspaceName", workspace.name())
                .put("workspaceTimezone", workspace.settings().timezone())
                .put("plan", workspace.plan().name())
                .put("ownerId", workspace.owner().toString())
                .put("createdAt", workspace.createdAt().toString());
    }

    static JsonObject role(Role role) {
        return new JsonObject()
                .put("id", role.id())
                .put("name", role.name())
                .put("description", role.description().orElse(null))
                .put("builtIn", role.isBuiltIn())
                .put("permissions", new JsonArray(role.permissionNames()));
    }

    static JsonObject invitation(Invitation invitation) {
        return new JsonObject()
                .put("id", invitation.id().toString())
                .put("email", invitation.email().orElse(null))
                .put("role", invitation.roleName())
                .put("state", invitation.state().name())
                .put("createdAt", invitation.createdAt().toString())
                .put("expiresAt", invitation.expiresAt().toString());
    }

    static JsonObject member(Member member) {
        return new JsonObject()
                .put("userId", member.user().toString())
                .put("email", member.email())
                .put("emailVerified", member.emailVerified())
                .put("fullName", member.fullName())
                .put("role", member.role().name())
                .put("joinedAt", member.joinedAt().toString());
    }
}
