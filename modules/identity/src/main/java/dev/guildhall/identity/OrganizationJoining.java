package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;

/** How somebody becomes a member of the organization whose identity provider vouches for them. */
@FunctionalInterface
public interface OrganizationJoining {

    /**
     * Gives the user the role that newcomers have, in the platform-wide transaction that has locked the organization; who
     * is a member already keeps theirs.
     */
    Future<Void> join(Tx tx, Authentication by, Organization locked, UserId user);
}
