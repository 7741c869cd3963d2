package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import java.util.UUID;

/** Records what somebody did: subscribers are told by an event, and the audit log keeps who it was. */
public interface Journal {

    /**
     * Adds the event and the audit entry to the transaction that makes the change; see {@link Outbox#append} and
     * {@link dev.guildhall.audit.AuditLog#append}.
     *
     * @return the event's id
     */
    UUID record(Tx tx, Tenant tenant, Change change);

    /**
     * Records that the transaction deletes a workspace or an organization. Its subscribers still get the event, its last
     * one; its audit log is deleted. The fact that remains is an event of the platform and an entry of its audit log, which
     * says where the one that is gone ended. The transaction must be the platform's, and the tenant's row deleted when it
     * commits.
     */
    void recordEnd(Tx tx, Tenant tenant, Change change);
}
