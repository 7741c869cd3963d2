package dev.guildhall.membership;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with members, their roles and invitations, of workspaces and of organizations. */
public final class MemberPermissions {

    public static final Permission MEMBERS_READ =
            new Permission("members.read", "See who belongs to the workspace", Level.VIEWER);
    public static final Permission MEMBERS_MANAGE =
            new Permission("members.manage", "Add and remove members and change roles", Level.EDITOR);
    public static final Permission ROLES_READ =
            new Permission("roles.read", "See roles and what they permit", Level.VIEWER);
    public static final Permission ROLES_MANAGE = new Permission("roles.manage", "Define custom roles", Level.EDITOR);
    public static final Permission INVITATIONS_MANAGE =
            new Permission("invitations.manage", "See, send and revoke invitations", Level.EDITOR);

    public static final Permission ORGANIZATION_MEMBERS_READ = new Permission(
            "organization.members.read",
            "See who belongs to the organization",
            Level.TOOL_RUNNER,
            Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_MEMBERS_MANAGE = new Permission(
            "organization.members.manage",
            "Invite, add and remove members of the organization and change their roles",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_TEAMS_MANAGE = new Permission(
            "organization.teams.manage",
            "Make and delete teams, say who belongs to them and what they are in the workspaces",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);

    public static final List<Permission> ALL = List.of(
            MEMBERS_READ,
            MEMBERS_MANAGE,
            ROLES_READ,
            ROLES_MANAGE,
            INVITATIONS_MANAGE,
            ORGANIZATION_MEMBERS_READ,
            ORGANIZATION_MEMBERS_MANAGE,
            ORGANIZATION_TEAMS_MANAGE);

    private MemberPermissions() {}
}
