package dev.guildhall.identity.internal.factor;

import static dev.guildhall.db.Tables.TOTP_FACTOR;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** All SQL on the table {@code totp_factor}. */
final class TotpTable {

    private static final Columns<TotpFactor> COLUMNS = Columns.<TotpFactor>of(TOTP_FACTOR.USER_ID, TotpFactor::user)
            .and(TOTP_FACTOR.SEALED_SECRET, TotpFactor::sealedSecret)
            .and(TOTP_FACTOR.CREATED_AT, TotpFactor::createdAt)
            .and(TOTP_FACTOR.CONFIRMED_AT, TotpFactor::confirmedAt)
            .and(TOTP_FACTOR.LAST_STEP, TotpFactor::lastStep);

    private static final ParameterizedSql<UserId, TotpFactor> FIND = ParameterizedSql.rows(
            user -> select(COLUMNS.fields()).from(TOTP_FACTOR).where(user.eq(TOTP_FACTOR.USER_ID)), TotpTable::factor);

    private static final ParameterizedSql<UserId, TotpFactor> LOCK = ParameterizedSql.rows(
            user -> select(COLUMNS.fields())
                    .from(TOTP_FACTOR)
                    .where(user.eq(TOTP_FACTOR.USER_ID))
                    .forUpdate(),
            TotpTable::factor);

    private static final ParameterizedSql<TotpFactor, Void> INSERT =
            ParameterizedSql.change(factor -> insertInto(TOTP_FACTOR).set(factor.values(COLUMNS)));

    private static final ParameterizedSql<TotpFactor, Void> WRITE =
            ParameterizedSql.change(factor -> update(TOTP_FACTOR)
                    .set(factor.values(Columns.of(TOTP_FACTOR.CONFIRMED_AT, TotpFactor::confirmedAt)
                            .and(TOTP_FACTOR.LAST_STEP, TotpFactor::lastStep)))
                    .where(factor.eq(TOTP_FACTOR.USER_ID, TotpFactor::user)));

    private static final ParameterizedSql<UserId, Void> DELETE =
            ParameterizedSql.change(user -> deleteFrom(TOTP_FACTOR).where(user.eq(TOTP_FACTOR.USER_ID)));

    Future<Optional<TotpFactor>> find(Database database, UserId user) {
        return database.first(Tenant.PLATFORM, FIND.with(user));
    }

    Future<Optional<TotpFactor>> lock(Tx tx, UserId user) {
        return tx.first(LOCK.with(user));
    }

    Future<Void> insert(Tx tx, TotpFactor factor) {
        return tx.execute(INSERT.with(factor)).mapEmpty();
    }

    Future<Void> confirm(Tx tx, TotpFactor factor, Instant now, long step) {
        return write(
                tx, new TotpFactor(factor.user(), factor.sealedSecret(), factor.createdAt(), Optional.of(now), step));
    }

    /** Takes the code of a step, so that no earlier one is taken any more. */
    Future<Void> take(Tx tx, TotpFactor factor, long step) {
        return write(
                tx,
                new TotpFactor(factor.user(), factor.sealedSecret(), factor.createdAt(), factor.confirmedAt(), step));
    }

    private static Future<Void> write(Tx tx, TotpFactor factor) {
        return tx.execute(WRITE.with(factor)).mapEmpty();
    }

    /** Whether there was one. */
    Future<Boolean> delete(Tx tx, UserId user) {
        return tx.execute(DELETE.with(user)).map(deleted -> deleted == 1);
    }

    private static TotpFactor factor(ResultRow row) {
        return new TotpFactor(
                new UserId(row.get(TOTP_FACTOR.USER_ID)),
                row.get(TOTP_FACTOR.SEALED_SECRET),
                row.instant(TOTP_FACTOR.CREATED_AT),
                Optional.ofNullable(row.instant(TOTP_FACTOR.CONFIRMED_AT)),
                row.get(TOTP_FACTOR.LAST_STEP));
    }
}
