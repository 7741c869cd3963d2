package dev.guildhall.identity;

import dev.guildhall.core.id.OrganizationId;
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
     * @param organization what it belongs to, if anything
     * @param role the user's role in it, as clients see it
     */
    record UserWorkspace(WorkspaceId id, String key, String name, Optional<OrganizationId> organization, String role) {

        /** Whether a credential that is bound to this opens it; one that is bound to nothing opens all. */
        public boolean isWithin(Optional<Tenant> bound) {
            return bound.map(tenant -> tenant.equals(id)
                            || organization.filter(tenant::equals).isPresent())
                    .orElse(true);
        }
    }

    /** The workspaces the user is a member of, in a stable order. */
    Future<List<UserWorkspace>> of(UserId user);
}
