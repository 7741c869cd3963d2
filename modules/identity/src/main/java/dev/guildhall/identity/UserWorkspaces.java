package dev.guildhall.identity;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The workspaces of a user; implemented where memberships are kept. */
public interface UserWorkspaces {

    /**
     * A workspace a user belongs to.
     *
     * @param role the user's role in it, as clients see it
     */
    record UserWorkspace(WorkspaceId id, String key, String name, String role) {}

    /**
     * A workspace that a user reaches.
     *
     * @param role the strongest of those they hold there, as clients see it
     * @param roleScope what gives it to them: the workspace itself, its organization or a team
     */
    record ReachedWorkspace(WorkspaceId id, String key, String name, String role, String roleScope) {}

    /**
     * The workspaces that the user reaches as their member, by an organization or by teams, ordered by name; a thousand at most.
     *
     * @param bound what the user's credential is bound to, whose workspaces alone count then
     */
    Future<List<ReachedWorkspace>> reached(UserId user, Optional<Tenant> bound);

    /** The workspaces the user is a member of, in a stable order. */
    Future<List<UserWorkspace>> of(UserId user);
}
