package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;

/** What the events module does when a workspace or an organization goes; called by the module that deletes them. */
public interface EventsLifecycle {

    /**
     * Makes the events of this transaction the tenant's last ones: later ones are refused. Its subscribers still get
     * them, {@code workspace.deleted} above all; then, minutes later at most, all the module keeps of the tenant is
     * deleted. The fact that remains is one the caller records under the {@linkplain Tenant#PLATFORM platform}, with the tenant's
     * id as subject.
     */
    void forget(Tx tx, Tenant tenant);
}
