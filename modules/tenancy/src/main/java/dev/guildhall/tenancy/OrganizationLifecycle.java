package dev.guildhall.tenancy;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.util.Map;

/** What another module does when an organization begins or is used, in the same transaction; a failure undoes it all. */
public interface OrganizationLifecycle {

    /** The organization's row is written; its members, for example, are not. */
    default Future<Void> created(Tx tx, Organization organization, Authentication by) {
        return Future.succeededFuture();
    }

    /**
     * How many things of each kind the module has that go with the organization, by the names clients are told. The
     * transaction is the platform's.
     */
    default Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return Future.succeededFuture(Map.of());
    }

    /**
     * Somebody is about to make a workspace in the organization, which stays as it is until the end of the transaction,
     * the platform's. Fails when they may not, and with {@code ORGANIZATION.NOT_FOUND} for outsiders.
     */
    default Future<Void> founding(Tx tx, Organization organization, Authentication founder) {
        return Future.succeededFuture();
    }
}
