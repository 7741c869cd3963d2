package dev.guildhall.tenancy;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with an organization itself. */
public final class OrganizationPermissions {

    public static final Permission ORGANIZATION_READ =
            new Permission("organization.read", "See the organization", Level.VIEWER, Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_UPDATE = new Permission(
            "organization.update", "Change the organization's profile", Level.EDITOR, Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_WORKSPACES_CREATE = new Permission(
            "organization.workspaces.create",
            "Make workspaces in the organization",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_USAGE_READ = new Permission(
            "organization.usage.read",
            "See what the organization's workspaces use",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_DELETE = new Permission(
            "organization.delete", "Delete the organization and all it owns", Level.OWNER, Tenant.Kind.ORGANIZATION);
    public static final Permission ORGANIZATION_TRANSFER = new Permission(
            "organization.transfer", "Hand the organization to another owner", Level.OWNER, Tenant.Kind.ORGANIZATION);

    public static final List<Permission> ALL = List.of(
            ORGANIZATION_READ,
            ORGANIZATION_UPDATE,
            ORGANIZATION_WORKSPACES_CREATE,
            ORGANIZATION_USAGE_READ,
            ORGANIZATION_DELETE,
            ORGANIZATION_TRANSFER);

    private OrganizationPermissions() {}
}
