package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.USER_ACCOUNT;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL on the passwords of the table {@code user_account}. */
final class PasswordTable {

    private static final Condition BY_ID = USER_ACCOUNT.ID.eq(Sql.bind(UUID.class));
    private static final Field<String> PASSWORD_HASH =
            field(when(AccountTable.MAY_SIGN_IN, USER_ACCOUNT.PASSWORD_HASH)).as("password_hash");
    private static final Field<Boolean> KNOWN_NETWORK = field(exists(selectOne()
                    .from(USER_SESSION)
                    .where(USER_SESSION.USER_ID.eq(USER_ACCOUNT.ID))
                    .and(USER_SESSION.NETWORK.eq(Sql.bind(String.class)))))
            .as("known_network");

    private static final Sql<PasswordRecord> FIND = Sql.rows(
            select(USER_ACCOUNT.ID, PASSWORD_HASH, USER_ACCOUNT.PASSWORD_VERSION, KNOWN_NETWORK)
                    .from(USER_ACCOUNT)
                    .where(BY_ID),
            PasswordTable::password);

    private static final Sql<PasswordRecord> BY_EMAIL_KEY = Sql.rows(
            select(USER_ACCOUNT.ID, PASSWORD_HASH, USER_ACCOUNT.PASSWORD_VERSION, KNOWN_NETWORK)
                    .from(USER_ACCOUNT)
                    .where(USER_ACCOUNT.EMAIL_KEY.eq(Sql.bind(String.class))),
            PasswordTable::password);

    private static final Sql<Void> CHANGE = Sql.change(update(USER_ACCOUNT)
            .set(USER_ACCOUNT.PASSWORD_HASH, Sql.bind(String.class))
            .set(USER_ACCOUNT.PASSWORD_VERSION, USER_ACCOUNT.PASSWORD_VERSION.plus(inline(1)))
            .where(BY_ID)
            .and(USER_ACCOUNT.PASSWORD_VERSION.eq(Sql.bind(Integer.class))));

    private static final Sql<Void> RESET = Sql.change(update(USER_ACCOUNT)
            .set(USER_ACCOUNT.PASSWORD_HASH, Sql.bind(String.class))
            .set(USER_ACCOUNT.PASSWORD_VERSION, USER_ACCOUNT.PASSWORD_VERSION.plus(inline(1)))
            .where(BY_ID));

    private static final Sql<Void> REPLACE_HASH = Sql.change(update(USER_ACCOUNT)
            .set(USER_ACCOUNT.PASSWORD_HASH, Sql.bind(String.class))
            .where(BY_ID)
            .and(USER_ACCOUNT.PASSWORD_VERSION.eq(Sql.bind(Integer.class))));

    Future<Optional<PasswordRecord>> find(Database database, UserId id, Client client) {
        return database.first(Scope.PLATFORM, FIND, client.network(), id);
    }

    Future<Optional<PasswordRecord>> findByEmail(Database database, String emailKey, Client client) {
        return database.first(Scope.PLATFORM, BY_EMAIL_KEY, client.network(), emailKey);
    }

    /** Whether the password was still the one of that version and is now changed. */
    Future<Boolean> change(Tx tx, PasswordRecord former, String hash) {
        return tx.execute(CHANGE, hash, former.user(), former.version()).map(changed -> changed == 1);
    }

    Future<Void> reset(Tx tx, UserId id, String hash) {
        return tx.execute(RESET, hash, id).mapEmpty();
    }

    /** Keeps the password and changes how it is hashed. */
    Future<Void> replaceHash(Database database, PasswordRecord password, String hash) {
        return database.inTransaction(
                Scope.PLATFORM,
                tx -> tx.execute(REPLACE_HASH, hash, password.user(), password.version())
                        .mapEmpty());
    }

    private static PasswordRecord password(ResultRow row) {
        return new PasswordRecord(
                new UserId(row.get(USER_ACCOUNT.ID)),
                Optional.ofNullable(row.get(PASSWORD_HASH)),
                row.get(USER_ACCOUNT.PASSWORD_VERSION),
                row.get(KNOWN_NETWORK));
    }
}
