package dev.guildhall.scim.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Access;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.function.BiFunction;

/** Changes to who is of an organization, one after the other. */
public final class Provisioning {

    private final Database database;
    private final Organizations organizations;

    public Provisioning(Database database, Organizations organizations) {
        this.database = database;
        this.organizations = organizations;
    }

    /**
     * Works in a platform-wide transaction, for accounts are the platform's, that has locked the organization. Fails with
     * {@code ORGANIZATION.SUSPENDED}.
     */
    public <T> Future<T> change(Caller caller, BiFunction<Tx, Organization, Future<T>> work) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> organizations.lock(tx, caller.organization()).compose(locked -> {
                    if (locked.isSuspended()) {
                        throw Access.Suspension.problem();
                    }
                    return work.apply(tx, locked);
                }));
    }
}
