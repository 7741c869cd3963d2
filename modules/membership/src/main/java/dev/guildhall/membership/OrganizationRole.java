package dev.guildhall.membership;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.tenancy.OrganizationPermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a member is in an organization. */
public enum OrganizationRole {
    /** Everything; the only one who can delete the organization or hand it over. */
    OWNER(Level.OWNER),
    /** Everything but that. */
    ADMIN(Level.EDITOR),
    /** Sees the organization and who belongs to it. */
    MEMBER(Level.TOOL_RUNNER),
    /** Sees the organization, and what it is billed. */
    BILLING(Level.VIEWER, OrganizationPermissions.ORGANIZATION_USAGE_READ);

    private final PermissionSet permissions;

    /** @param more what the role permits beside what everything of its level does */
    OrganizationRole(Level level, Permission... more) {
        this.permissions = Permissions.of(Tenant.Kind.ORGANIZATION, level).union(Permissions.setOf(List.of(more)));
    }

    /** The role of this name, in any case. */
    public static Optional<OrganizationRole> named(String name) {
        try {
            return Optional.of(valueOf(name.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** What the role permits in the organization itself. */
    public PermissionSet permissions() {
        return permissions;
    }

    /** What it makes its holder in each of the organization's workspaces. */
    public Optional<Role> inWorkspaces() {
        return this == OWNER || this == ADMIN ? Optional.of(Role.ADMIN) : Optional.empty();
    }
}
