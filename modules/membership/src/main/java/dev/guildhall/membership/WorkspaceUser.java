package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.List;

/**
 * Somebody who reaches a workspace, with the profile of their account.
 *
 * @param roles all they hold there, their own first
 * @param joinedAt when they became a member of the workspace, or else of what gives them their role
 * @param updatedAt when what they are there last changed
 */
public record WorkspaceUser(
        UserId user,
        String email,
        boolean emailVerified,
        String fullName,
        List<HeldRole> roles,
        Instant joinedAt,
        Instant updatedAt) {

    public WorkspaceUser {
        roles = List.copyOf(roles);
    }

    /**
     * A role that somebody holds in a workspace.
     *
     * @param name of a built-in role or of one of the workspace's own
     * @param scope what gives it to them
     */
    public record HeldRole(String name, RoleScope scope) {

        /** Whether they have it as a member of the workspace, and not by its organization or a team of that. */
        public boolean ofWorkspace() {
            return scope == RoleScope.WORKSPACE;
        }
    }
}
