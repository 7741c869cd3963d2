package dev.guildhall.identity.internal.recovery;

import static dev.guildhall.db.Tables.PASSWORD_LINK;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/** All SQL on the table {@code password_link}. What is written of an account is written with the account locked. */
public final class PasswordLinkTable {

    private static final Columns<PasswordLink> COLUMNS = Columns.of(PASSWORD_LINK.HASH, PasswordLink::hash)
            .and(PASSWORD_LINK.USER_ID, PasswordLink::user)
            .and(PASSWORD_LINK.EMAIL_KEY, PasswordLink::emailKey)
            .and(PASSWORD_LINK.CREATED_AT, PasswordLink::createdAt)
            .and(PASSWORD_LINK.EXPIRES_AT, PasswordLink::expiresAt);

    private static final Field<Integer> COUNT = count().as("links");

    private static final ParameterizedSql<PasswordLink, Void> INSERT =
            ParameterizedSql.change(link -> insertInto(PASSWORD_LINK).set(link.values(COLUMNS)));

    private static final ParameterizedSql<byte[], PasswordLink> FIND = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields()).from(PASSWORD_LINK).where(hash.eq(PASSWORD_LINK.HASH)),
            PasswordLinkTable::link);

    private static final ParameterizedSql<Since, Integer> SINCE = ParameterizedSql.rows(
            since -> select(COUNT)
                    .from(PASSWORD_LINK)
                    .where(since.eq(PASSWORD_LINK.USER_ID, Since::user))
                    .and(PASSWORD_LINK.CREATED_AT.gt(since.value(PASSWORD_LINK.CREATED_AT, Since::at))),
            row -> row.get(COUNT));

    private static final ParameterizedSql<UserId, PasswordLink> TAKE_ALL = ParameterizedSql.rows(
            user -> deleteFrom(PASSWORD_LINK)
                    .where(user.eq(PASSWORD_LINK.USER_ID))
                    .returning(COLUMNS.fields()),
            PasswordLinkTable::link);

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(
            now -> deleteFrom(PASSWORD_LINK).where(PASSWORD_LINK.EXPIRES_AT.lt(now.value(PASSWORD_LINK.EXPIRES_AT))));

    private record Since(UserId user, Instant at) {}

    public Future<Void> insert(Tx tx, PasswordLink link) {
        return tx.execute(INSERT.with(link)).mapEmpty();
    }

    public Future<Optional<PasswordLink>> find(Database database, byte[] hash) {
        return database.first(Tenant.PLATFORM, FIND.with(hash));
    }

    /** How many an account was sent since then. */
    public Future<Integer> countSince(Tx tx, UserId user, Instant at) {
        return tx.first(SINCE.with(new Since(user, at))).map(found -> found.orElse(0));
    }

    /** All links of an account, of which none works any more. */
    public Future<List<PasswordLink>> takeAll(Tx tx, UserId user) {
        return tx.list(TAKE_ALL.with(user));
    }

    public Future<Void> deleteExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }

    private static PasswordLink link(ResultRow row) {
        return new PasswordLink(
                row.get(PASSWORD_LINK.HASH),
                new UserId(row.get(PASSWORD_LINK.USER_ID)),
                row.get(PASSWORD_LINK.EMAIL_KEY),
                row.instant(PASSWORD_LINK.CREATED_AT),
                row.instant(PASSWORD_LINK.EXPIRES_AT));
    }
}
