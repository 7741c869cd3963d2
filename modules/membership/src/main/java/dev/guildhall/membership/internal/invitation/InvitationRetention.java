package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long invitations are shown that were answered, taken back or have expired; the audit log has them for good. */
final class InvitationRetention {

    private static final Duration KEPT = Duration.ofDays(365);

    private static final ParameterizedSql<Instant, Void> FORGET = ParameterizedSql.change(before -> deleteFrom(
                    INVITATION)
            .where(coalesce(INVITATION.CLOSED_AT, INVITATION.EXPIRES_AT).lt(before.value(INVITATION.EXPIRES_AT))));

    private final Database database;
    private final Clock clock;

    InvitationRetention(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Future<Void> forget() {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> tx.execute(FORGET.with(clock.instant().minus(KEPT))))
                .mapEmpty();
    }
}
