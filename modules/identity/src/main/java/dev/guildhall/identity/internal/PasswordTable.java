package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.USER_ACCOUNT;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.Client;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SelectJoinStep;

/** The SQL on the passwords of the table {@code user_account}. */
final class PasswordTable {

    private static final Field<String> PASSWORD_HASH =
            field(when(AccountTable.MAY_SIGN_IN, USER_ACCOUNT.PASSWORD_HASH)).as("password_hash");
    private static final Field<Boolean> KNOWN_NETWORK = field(name("known_network"), Boolean.class);

    private static final ParameterizedSql<ById, PasswordRecord> FIND = ParameterizedSql.rows(
            asked -> passwords(asked, ById::client).where(asked.eq(USER_ACCOUNT.ID, ById::user)),
            PasswordTable::password);

    private static final ParameterizedSql<ByEmail, PasswordRecord> FIND_BY_EMAIL = ParameterizedSql.rows(
            asked -> passwords(asked, ByEmail::client).where(asked.eq(USER_ACCOUNT.EMAIL_KEY, ByEmail::emailKey)),
            PasswordTable::password);

    private static final ParameterizedSql<Change, Void> CHANGE = ParameterizedSql.change(change -> update(USER_ACCOUNT)
            .set(USER_ACCOUNT.PASSWORD_HASH, change.value(USER_ACCOUNT.PASSWORD_HASH, Change::hash))
            .set(USER_ACCOUNT.PASSWORD_VERSION, USER_ACCOUNT.PASSWORD_VERSION.plus(inline(1)))
            .where(isStill(change)));

    private static final ParameterizedSql<Reset, Void> RESET = ParameterizedSql.change(reset -> update(USER_ACCOUNT)
            .set(USER_ACCOUNT.PASSWORD_HASH, reset.value(USER_ACCOUNT.PASSWORD_HASH, Reset::hash))
            .set(USER_ACCOUNT.PASSWORD_VERSION, USER_ACCOUNT.PASSWORD_VERSION.plus(inline(1)))
            .where(reset.eq(USER_ACCOUNT.ID, Reset::user)));

    private static final ParameterizedSql<Change, Void> REPLACE_HASH =
            ParameterizedSql.change(change -> update(USER_ACCOUNT)
                    .set(USER_ACCOUNT.PASSWORD_HASH, change.value(USER_ACCOUNT.PASSWORD_HASH, Change::hash))
                    .where(isStill(change)));

    private record ById(UserId user, Client client) {}

    private record ByEmail(String emailKey, Client client) {}

    private record Change(PasswordRecord former, String hash) {

        UserId user() {
            return former.user();
        }

        int version() {
            return former.version();
        }
    }

    private record Reset(UserId user, String hash) {}

    Future<Optional<PasswordRecord>> find(Database database, UserId id, Client client) {
        return database.first(Tenant.PLATFORM, FIND.with(new ById(id, client)));
    }

    Future<Optional<PasswordRecord>> find(Tx tx, UserId id, Client client) {
        return tx.first(FIND.with(new ById(id, client)));
    }

    Future<Optional<PasswordRecord>> findByEmail(Database database, String emailKey, Client client) {
        return database.first(Tenant.PLATFORM, FIND_BY_EMAIL.with(new ByEmail(emailKey, client)));
    }

    /** Whether the password was still the one of that version and is now changed. */
    Future<Boolean> change(Tx tx, PasswordRecord former, String hash) {
        return tx.execute(CHANGE.with(new Change(former, hash))).map(changed -> changed == 1);
    }

    Future<Void> reset(Tx tx, UserId id, String hash) {
        return tx.execute(RESET.with(new Reset(id, hash))).mapEmpty();
    }

    /** Keeps the password and changes how it is hashed. */
    Future<Void> replaceHash(Database database, PasswordRecord password, String hash) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> tx.execute(REPLACE_HASH.with(new Change(password, hash))).mapEmpty());
    }

    private static <A> SelectJoinStep<?> passwords(Parameters<A> asked, Function<A, Client> client) {
        var knownNetwork = exists(selectOne()
                .from(USER_SESSION)
                .where(USER_SESSION.USER_ID.eq(USER_ACCOUNT.ID))
                .and(asked.eq(
                        USER_SESSION.NETWORK, argument -> client.apply(argument).network())));
        return select(
                        USER_ACCOUNT.ID,
                        PASSWORD_HASH,
                        USER_ACCOUNT.PASSWORD_VERSION,
                        field(knownNetwork).as(KNOWN_NETWORK))
                .from(USER_ACCOUNT);
    }

    private static Condition isStill(Parameters<Change> change) {
        return change.eq(USER_ACCOUNT.ID, Change::user).and(change.eq(USER_ACCOUNT.PASSWORD_VERSION, Change::version));
    }

    private static PasswordRecord password(ResultRow row) {
        return new PasswordRecord(
                new UserId(row.get(USER_ACCOUNT.ID)),
                Optional.ofNullable(row.get(PASSWORD_HASH)),
                row.get(USER_ACCOUNT.PASSWORD_VERSION),
                row.get(KNOWN_NETWORK));
    }
}
