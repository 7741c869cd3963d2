package dev.guildhall.core.security;

import dev.guildhall.core.id.WorkspaceId;
import java.util.Set;

/**
 * What an actor may do in one workspace, after every rule is applied.
 *
 * @param role the role's name as clients see it, for example {@code MEMBER}
 * @param permissions the effective permissions
 */
public record Access(WorkspaceId workspace, String role, Set<Permission> permissions) {

    public boolean allows(Permission permission) {
        return permissions.contains(permission);
    }
}
