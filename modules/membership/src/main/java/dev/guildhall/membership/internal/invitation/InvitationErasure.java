package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static org.jooq.impl.DSL.deleteFrom;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.Map;

/** Deletes the invitations that somebody was sent, whatever became of them. */
public final class InvitationErasure implements Erasing {

    private static final ParameterizedSql<Traces, Void> DELETE = ParameterizedSql.change(of -> deleteFrom(INVITATION)
            .where(of.isOneOf(INVITATION.EMAIL_KEY, Traces::addresses))
            .or(of.isOneOf(INVITATION.EMAIL, Traces::addresses)));

    private final Database database;

    public InvitationErasure(Database database) {
        this.database = database;
    }

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(DELETE.with(of)))
                .map(rows -> Map.of("invitation", rows.longValue()));
    }
}
