package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.REFRESH_TOKEN;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.ApplicationTokens.Ending;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.UpdateConditionStep;

/** The SQL on the table {@code user_session} that is of applications alone. */
final class ApplicationGrantTable {

    private static final ParameterizedSql<End, Void> END_EVERYWHERE =
            ParameterizedSql.change(ApplicationGrantTable::ending);

    private static final ParameterizedSql<End, Void> END_THERE = ParameterizedSql.change(end -> ending(end)
            .and(USER_SESSION.ORGANIZATION_ID.isNotDistinctFrom(
                    end.value(USER_SESSION.ORGANIZATION_ID, End::organization))));

    private static final ParameterizedSql<Presented, Session> OF_REFRESH_TOKEN = ParameterizedSql.rows(
            presented -> select(SessionTable.COLUMNS)
                    .from(USER_SESSION)
                    .where(USER_SESSION.ID.eq(select(REFRESH_TOKEN.SESSION_ID)
                            .from(REFRESH_TOKEN)
                            .where(presented.eq(REFRESH_TOKEN.HASH, Presented::hash))
                            .and(REFRESH_TOKEN.ROTATED_AT.isNull())
                            .and(REFRESH_TOKEN.EXPIRES_AT.gt(
                                    presented.value(REFRESH_TOKEN.EXPIRES_AT, Presented::at))))),
            SessionTable::session);

    private record Presented(byte[] hash, Instant at) {}

    private record End(Ending which, Instant at) {

        UUID client() {
            return which.client();
        }

        Optional<UserId> user() {
            return which.user();
        }

        Optional<OrganizationId> organization() {
            return which.organization();
        }
    }

    private static UpdateConditionStep<?> ending(Parameters<End> end) {
        return update(USER_SESSION)
                .set(USER_SESSION.ENDED_AT, end.value(USER_SESSION.ENDED_AT, End::at))
                .set(USER_SESSION.END_REASON, end.value(USER_SESSION.END_REASON, ended -> SessionEnd.REVOKED))
                .where(end.eq(USER_SESSION.OAUTH_CLIENT_ID, End::client))
                .and(USER_SESSION.USER_ID.eq(
                        coalesce(end.value(USER_SESSION.USER_ID, End::user), USER_SESSION.USER_ID)))
                .and(USER_SESSION.ENDED_AT.isNull());
    }

    /** Says how many that were. */
    Future<Integer> end(Tx tx, Ending which, Instant now) {
        var end = which.place().isPresent() ? END_THERE : END_EVERYWHERE;
        return tx.execute(end.with(new End(which, now)));
    }

    /** The session of a refresh token that was not exchanged yet. */
    Future<Optional<Session>> ofRefreshToken(Database database, byte[] hash, Instant now) {
        return database.first(Tenant.PLATFORM, OF_REFRESH_TOKEN.with(new Presented(hash, now)));
    }
}
