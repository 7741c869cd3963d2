package dev.guildhall.core.security;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import java.util.Set;

/**
 * What somebody may do in one tenant, after every rule is applied.
 *
 * @param role the role's name as clients see it, for example {@code MEMBER}
 * @param permissions the effective permissions
 */
public record Access(Tenant tenant, String role, Set<Permission> permissions) {

    /** The workspace, of access to one. */
    public WorkspaceId workspace() {
        if (tenant instanceof WorkspaceId workspace) {
            return workspace;
        }
        throw new IllegalStateException("This is no access to a workspace");
    }

    public boolean allows(Permission permission) {
        return permissions.contains(permission);
    }
}
