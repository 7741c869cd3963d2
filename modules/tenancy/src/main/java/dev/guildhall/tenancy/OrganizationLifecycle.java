package dev.guildhall.tenancy;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;

/** What another module does when an organization begins, in the same transaction; a failure undoes it all. */
public interface OrganizationLifecycle {

    /** The organization's row is written; its members, for example, are not. */
    Future<Void> created(Tx tx, Organization organization, Authentication by);
}
