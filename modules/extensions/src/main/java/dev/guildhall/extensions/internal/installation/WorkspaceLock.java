package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Lets one transaction at a time change what is installed in a workspace, because extensions of a workspace depend on
 * each other: a provider must not go while its dependent comes.
 */
final class WorkspaceLock {

    private static final Sql<Void> LOCK = Sql.rows(
            DSL.select(DSL.field(
                    "pg_advisory_xact_lock(hashtextextended({0}, 0))", SQLDataType.OTHER, Sql.bind(String.class))),
            locked -> null);

    private final Workspaces workspaces;

    WorkspaceLock(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    /** The workspace, which will not go before the transaction ends. */
    Future<Workspace> take(Tx tx, WorkspaceId workspace) {
        return workspaces
                .lockForMembers(tx, workspace)
                .compose(locked ->
                        tx.list(LOCK, "guildhall installations " + workspace).map(locked));
    }
}
