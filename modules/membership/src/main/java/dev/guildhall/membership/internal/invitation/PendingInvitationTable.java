package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectDistinct;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.InvitationState;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;

/** The SQL on the invitations of the table {@code invitation} that nobody has answered, of one maker or of all. */
final class PendingInvitationTable {

    private static final Condition IS_PENDING = INVITATION.STATE.eq(inline(InvitationState.PENDING.name()));

    private static final ParameterizedSql<WorkspaceId, Invitation> LOCK =
            lock(workspace -> workspace.eq(INVITATION.WORKSPACE_ID));

    private static final ParameterizedSql<Maker, Invitation> LOCK_OF = lock(maker ->
            maker.eq(INVITATION.WORKSPACE_ID, Maker::workspace).and(maker.eq(INVITATION.INVITED_BY, Maker::user)));

    private static final ParameterizedSql<UserId, WorkspaceId> WORKSPACES_OF = ParameterizedSql.rows(
            maker -> selectDistinct(INVITATION.WORKSPACE_ID)
                    .from(INVITATION)
                    .where(maker.eq(INVITATION.INVITED_BY))
                    .and(IS_PENDING)
                    .orderBy(INVITATION.WORKSPACE_ID),
            row -> new WorkspaceId(row.get(INVITATION.WORKSPACE_ID)));

    private record Maker(WorkspaceId workspace, UserId user) {}

    private static <A> ParameterizedSql<A, Invitation> lock(Function<Parameters<A>, Condition> which) {
        return ParameterizedSql.rows(
                argument -> InvitationRow.invitations()
                        .where(which.apply(argument))
                        .and(IS_PENDING)
                        .orderBy(INVITATION.ID)
                        .forNoKeyUpdate()
                        .of(INVITATION),
                InvitationRow::invitation);
    }

    /** Those that nobody has answered, expired ones too; the workspace is locked already. */
    Future<List<Invitation>> lock(Tx tx, WorkspaceId workspace) {
        return tx.list(LOCK.with(workspace));
    }

    /** The same of one maker. */
    Future<List<Invitation>> lockOf(Tx tx, WorkspaceId workspace, UserId maker) {
        return tx.list(LOCK_OF.with(new Maker(workspace, maker)));
    }

    Future<List<WorkspaceId>> workspacesOf(Tx platformTx, UserId maker) {
        return platformTx.list(WORKSPACES_OF.with(maker));
    }
}
