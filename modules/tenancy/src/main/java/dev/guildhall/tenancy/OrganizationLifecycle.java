package dev.guildhall.tenancy;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;

/** What another module does when an organization begins or is used, in the same transaction; a failure undoes it all. */
public interface OrganizationLifecycle {

    /** The organization's row is written; its members, for example, are not. */
    default Future<Void> created(Tx tx, Organization organization, Authentication by) {
        return Future.succeededFuture();
    }

    /**
     * Somebody is about to make a workspace in the organization, which stays as it is until the end of the transaction,
     * the platform's. Fails when they may not, and with {@code ORGANIZATION.NOT_FOUND} for outsiders.
     */
    default Future<Void> founding(Tx tx, Organization organization, Authentication founder) {
        return Future.succeededFuture();
    }
}
