package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.USER_ACCOUNT;
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

/** The SQL on the table {@code user_account} for accounts from before there were keys. */
record AccountKeyTable(Database database) implements MissingKeys.Rows {

    private static final Sql<Keyless> WITHOUT_KEY = Sql.rows(
            select(USER_ACCOUNT.ID, USER_ACCOUNT.EMAIL)
                    .from(USER_ACCOUNT)
                    .where(USER_ACCOUNT.EMAIL_KEY.isNull())
                    .and(USER_ACCOUNT.ID.gt(Sql.bind(UUID.class)))
                    .orderBy(USER_ACCOUNT.ID)
                    .limit(Sql.bind(Integer.class)),
            row -> new Keyless(row.get(USER_ACCOUNT.ID), row.get(USER_ACCOUNT.EMAIL)));

    private static final Sql<Void> GIVE_KEY = Sql.change(update(USER_ACCOUNT)
            .set(USER_ACCOUNT.EMAIL_KEY, Sql.bind(String.class))
            .where(USER_ACCOUNT.ID.eq(Sql.bind(UUID.class)))
            .and(USER_ACCOUNT.EMAIL_KEY.isNull()));

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
