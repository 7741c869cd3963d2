package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectDistinct;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationState;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;

/** The SQL on the invitations of the table {@code invitation} that nobody has answered, of one maker or of all. */
final class PendingInvitationTable {

    private static final Condition IS_PENDING = INVITATION.STATE.eq(inline(InvitationState.PENDING.name()));

    private static final Sql<Invitation> LOCK = Sql.rows(
            InvitationTable.invitations()
                    .where(INVITATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(IS_PENDING)
                    .orderBy(INVITATION.ID)
                    .forNoKeyUpdate()
                    .of(INVITATION),
            InvitationTable::invitation);

    private static final Sql<Invitation> LOCK_OF = Sql.rows(
            InvitationTable.invitations()
                    .where(INVITATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(INVITATION.INVITED_BY.eq(Sql.bind(UUID.class)))
                    .and(IS_PENDING)
                    .orderBy(INVITATION.ID)
                    .forNoKeyUpdate()
                    .of(INVITATION),
            InvitationTable::invitation);

    private static final Sql<WorkspaceId> WORKSPACES_OF = Sql.rows(
            selectDistinct(INVITATION.WORKSPACE_ID)
                    .from(INVITATION)
                    .where(INVITATION.INVITED_BY.eq(Sql.bind(UUID.class)))
                    .and(IS_PENDING)
                    .orderBy(INVITATION.WORKSPACE_ID),
            row -> new WorkspaceId(row.get(INVITATION.WORKSPACE_ID)));

    /** Those that nobody has answered, expired ones too; the workspace is locked already. */
    Future<List<Invitation>> lock(Tx tx, WorkspaceId workspace) {
        return tx.list(LOCK, workspace);
    }

    /** The same of one maker. */
    Future<List<Invitation>> lockOf(Tx tx, WorkspaceId workspace, UserId maker) {
        return tx.list(LOCK_OF, workspace, maker);
    }

    Future<List<WorkspaceId>> workspacesOf(Tx platformTx, UserId maker) {
        return platformTx.list(WORKSPACES_OF, maker);
    }
}
