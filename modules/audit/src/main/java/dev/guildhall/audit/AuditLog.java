package dev.guildhall.audit;

import dev.guildhall.audit.internal.AuditBatch;
import dev.guildhall.audit.internal.EntryRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;

/** Writes the audit log, together with the changes it tells of. Safe for all event loops. */
public final class AuditLog {

    /**
     * Adds an entry to the transaction. It is written just before the commit, so that the end of the tenant's chain is
     * locked for a moment only. The transaction must be that of the tenant or of the platform. A transaction that adds an
     * entry to a workspace which was deleted meanwhile fails with {@code WORKSPACE.NOT_FOUND}.
     */
    public void append(Tx tx, Tenant tenant, AuditEntry entry) {
        requireScope(tx, tenant);
        batch(tx).add(tenant, EntryRow.of(entry));
    }

    /**
     * Deletes the log of a workspace or an organization that the transaction deletes, the entries of this transaction included. What remains
     * is an entry of the platform's log, with the end of the log that is gone. The transaction must be the
     * platform's.
     */
    public void end(Tx tx, Tenant tenant, AuditEntry entry) {
        requireScope(tx, Tenant.PLATFORM);
        batch(tx).end(tenant, EntryRow.of(entry));
    }

    private static AuditBatch batch(Tx tx) {
        return tx.lastWork(AuditBatch.class, AuditBatch::new);
    }

    private static void requireScope(Tx tx, Tenant tenant) {
        if (!tx.sees(tenant)) {
            throw new IllegalArgumentException(
                    "A transaction of " + tx.tenant() + " cannot write the audit log of " + tenant);
        }
    }
}
