package dev.guildhall.audit;

import dev.guildhall.audit.internal.AuditBatch;
import dev.guildhall.audit.internal.EntryText;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;

/** Writes the audit log, together with the changes it tells of. Safe for all event loops. */
public final class AuditLog {

    /**
     * Adds an entry to the transaction. It is written just before the commit, so that the end of the workspace's chain is
     * locked for a moment only. The transaction's scope must be the workspace or the platform. A transaction that adds an
     * entry to a workspace which was deleted meanwhile fails with {@code WORKSPACE.NOT_FOUND}.
     *
     * @param workspace the workspace, or {@link WorkspaceId#PLATFORM}
     */
    public void append(Tx tx, WorkspaceId workspace, AuditEntry entry) {
        requireScope(tx, workspace);
        batch(tx).add(workspace, EntryText.of(entry));
    }

    /**
     * Deletes the log of a workspace that the transaction deletes, the entries of this transaction included. What remains
     * is an entry of the platform's log, with the end of the log that is gone. The transaction's scope must be the
     * platform.
     */
    public void end(Tx tx, WorkspaceId workspace, AuditEntry entry) {
        requireScope(tx, WorkspaceId.PLATFORM);
        batch(tx).end(workspace, EntryText.of(entry));
    }

    private static AuditBatch batch(Tx tx) {
        return tx.lastWork(AuditBatch.class, AuditBatch::new);
    }

    private static void requireScope(Tx tx, WorkspaceId workspace) {
        if (!tx.sees(workspace)) {
            throw new IllegalArgumentException(
                    "A transaction in scope " + tx.tenant() + " cannot write the audit log of " + workspace);
        }
    }
}
