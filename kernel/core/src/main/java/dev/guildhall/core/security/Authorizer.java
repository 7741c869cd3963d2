package dev.guildhall.core.security;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.Optional;

/** Answers what somebody may do in a tenant. Implemented by the membership module, called by the gate. */
public interface Authorizer {

    /**
     * What the actor may do in the tenant: empty when it does not exist or the actor has no access to it at all, which must
     * look the same to them. Answers from memory once asked; a change is seen within a second everywhere.
     */
    Future<Optional<Access>> access(Authentication by, Tenant tenant);

    /** The workspaces the actor can access. */
    VisibleWorkspaces workspacesOf(Authentication by);

    /**
     * The workspaces the actor can access, as a condition to be asked of those of one organization, which they can access:
     * who reaches all of them is asked for nothing more.
     */
    default Future<VisibleWorkspaces> workspacesOf(Authentication by, OrganizationId within) {
        return Future.succeededFuture(workspacesOf(by));
    }

    /** The workspaces the actor belongs to, whatever they are on the platform. */
    default VisibleWorkspaces ownWorkspacesOf(Authentication by) {
        return new VisibleWorkspaces.None();
    }

    /** The organizations the actor can access; none where there are not any. */
    default VisibleOrganizations organizationsOf(Authentication by) {
        return new VisibleOrganizations.None();
    }
}
