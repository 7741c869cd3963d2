package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.identity.MissingKeys;
import dev.guildhall.identity.MissingKeys.Keyless;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** The SQL on the table {@code invitation} for invitations of all workspaces from before there were keys. */
record InvitationKeyTable(Database database) implements MissingKeys.Rows {

    private static final Sql<Keyless> WITHOUT_KEY = Sql.rows(
            select(INVITATION.ID, INVITATION.EMAIL)
                    .from(INVITATION)
                    .where(INVITATION.EMAIL_KEY.isNull())
                    .and(INVITATION.ID.gt(Sql.bind(UUID.class)))
                    .orderBy(INVITATION.ID)
                    .limit(Sql.bind(Integer.class)),
            row -> new Keyless(row.get(INVITATION.ID), row.get(INVITATION.EMAIL)));

    private static final Sql<Void> GIVE_KEY = Sql.change(update(INVITATION)
            .set(INVITATION.EMAIL_KEY, Sql.bind(String.class))
            .where(INVITATION.ID.eq(Sql.bind(UUID.class))));

    @Override
    public Future<List<Keyless>> withoutKey(UUID after, int most) {
        return database.list(Scope.PLATFORM, WITHOUT_KEY, after, most);
    }

    @Override
    public Future<Boolean> giveKey(UUID id, String key) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(GIVE_KEY, key, id))
                .map(true)
                .recover(failure -> failure instanceof ConstraintViolation
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }
}
