package dev.guildhall.membership.internal.notice;

import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;

/** The SQL by which those are found who look after a workspace. */
final class AdministratorTable {

    /** Of more, the first by how long they are members: mail to all of them would be a flood. */
    private static final int MOST = 20;

    private static final ParameterizedSql<WorkspaceId, String> ADDRESSES = ParameterizedSql.rows(
            workspace -> select(USER_PROFILE.EMAIL)
                    .from(MEMBER)
                    .join(USER_PROFILE)
                    .on(USER_PROFILE.ID.eq(MEMBER.USER_ID))
                    .where(workspace.eq(MEMBER.WORKSPACE_ID))
                    .and(MEMBER.ROLE.in(inline("OWNER"), inline("ADMIN")))
                    .and(USER_PROFILE.EMAIL.isNotNull())
                    .orderBy(MEMBER.JOINED_AT, MEMBER.USER_ID)
                    .limit(inline(MOST)),
            row -> row.get(USER_PROFILE.EMAIL));

    /** The addresses of its owner and administrators. */
    Future<List<String>> addresses(Tx tx, WorkspaceId workspace) {
        return tx.list(ADDRESSES.with(workspace));
    }
}
