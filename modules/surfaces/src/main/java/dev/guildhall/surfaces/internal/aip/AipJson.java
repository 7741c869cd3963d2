package dev.guildhall.surfaces.internal.aip;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.list.Page;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Role;
import dev.guildhall.membership.WorkspaceUser;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.WorkspaceProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Workspaces, and who and what is in them, as this surface shows them. */
final class AipJson {

    private AipJson() {}

    /** The name of a workspace that belongs to an organization. */
    static String name(Workspace workspace) {
        return "organizations/"
                + workspace.organization().map(OrganizationId::toString).orElseThrow() + "/workspaces/"
                + workspace.id();
    }

    static String preferencesName(Workspace workspace) {
        return name(workspace) + "/preferences";
    }

    static JsonObject workspace(WorkspaceProfile profile) {
        var workspace = profile.workspace();
        var json = new JsonObject().put("name", name(workspace)).put("title", workspace.name());
        workspace.preferences().icon().ifPresent(icon -> json.put("workspace_icon", icon));
        workspace.preferences().iconColor().ifPresent(color -> json.put("workspace_icon_color", color));
        json.put("create_time", workspace.createdAt().toString())
                .put("update_time", workspace.updatedAt().toString());
        profile.creator()
                .ifPresent(creator ->
                        json.put("creator_display_name", creator.fullName()).put("creator_email", creator.email()));
        return json;
    }

    static JsonObject preferences(Workspace workspace) {
        return new JsonObject()
                .put("name", preferencesName(workspace))
                .put("support_team_access", workspace.supportTeamAccess());
    }

    static JsonObject user(WorkspaceUser user) {
        var roles = new JsonArray();
        user.roles()
                .forEach(held -> roles.add(new JsonObject()
                        .put("role", held.name())
                        .put("role_scope", held.ofWorkspace() ? "workspace" : "organization")));
        return new JsonObject()
                .put("user_id", user.user().toString())
                .put("display_name", user.fullName())
                .put("email", user.email())
                .put("email_verified", user.emailVerified())
                .put("roles", roles)
                .put("created_time", user.joinedAt().toString())
                .put("updated_time", user.updatedAt().toString());
    }

    static JsonObject role(Workspace workspace, Role role) {
        var json = new JsonObject()
                .put("name", name(workspace) + "/roles/" + role.id())
                .put("role_id", role.id())
                .put("title", role.name());
        role.description().ifPresent(description -> json.put("description", description));
        json.put("built_in", role.isBuiltIn()).put("permissions", new JsonArray(role.permissionNames()));
        if (!role.isBuiltIn()) {
            json.put("create_time", role.createdAt().toString())
                    .put("update_time", role.updatedAt().toString());
        }
        return json;
    }

    static JsonObject invitation(Workspace workspace, Invitation invitation) {
        var json = new JsonObject()
                .put("name", name(workspace) + "/invites/" + invitation.id())
                .put("invitation_id", invitation.id().toString())
                .put("email", invitation.email().orElse(null))
                .put("role", invitation.roleName())
                .put("state", invitation.state().name());
        invitation.inviter().ifPresent(inviter -> json.put("inviter_display_name", inviter.name()));
        return json.put("create_time", invitation.createdAt().toString())
                .put("update_time", invitation.updatedAt().toString())
                .put("expire_time", invitation.expiresAt().toString());
    }

    /** A page under the name of what is listed, with the token of the next one, if there is one. */
    static <T> JsonObject list(String what, Page<T> page, Function<T, JsonObject> mapping) {
        var body = new JsonObject().put(what, new JsonArray(page.map(mapping).items()));
        page.nextPageToken().ifPresent(token -> body.put("next_page_token", token));
        return body;
    }
}
