package dev.guildhall.identity.internal.factor;

import static dev.guildhall.db.Tables.SIGN_IN_CHALLENGE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** All SQL on the table {@code sign_in_challenge}. */
public final class ChallengeTable {

    private static final Columns<Challenge> COLUMNS = Columns.of(SIGN_IN_CHALLENGE.HASH, Challenge::hash)
            .and(SIGN_IN_CHALLENGE.USER_ID, Challenge::user)
            .and(SIGN_IN_CHALLENGE.PASSWORD_VERSION, Challenge::passwordVersion)
            .and(SIGN_IN_CHALLENGE.REQUESTED_ORGANIZATION_ID, Challenge::organization)
            .and(SIGN_IN_CHALLENGE.CLIENT_HASH, Challenge::clientHash)
            .and(SIGN_IN_CHALLENGE.EXPIRES_AT, Challenge::expiresAt);

    private static final ParameterizedSql<Challenge, Void> INSERT =
            ParameterizedSql.change(challenge -> insertInto(SIGN_IN_CHALLENGE).set(challenge.values(COLUMNS)));

    private static final ParameterizedSql<byte[], Challenge> FIND = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields()).from(SIGN_IN_CHALLENGE).where(hash.eq(SIGN_IN_CHALLENGE.HASH)),
            ChallengeTable::challenge);

    private static final ParameterizedSql<byte[], Void> DELETE =
            ParameterizedSql.change(hash -> deleteFrom(SIGN_IN_CHALLENGE).where(hash.eq(SIGN_IN_CHALLENGE.HASH)));

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED =
            ParameterizedSql.change(now -> deleteFrom(SIGN_IN_CHALLENGE)
                    .where(SIGN_IN_CHALLENGE.EXPIRES_AT.lt(now.value(SIGN_IN_CHALLENGE.EXPIRES_AT))));

    public Future<Void> insert(Tx tx, Challenge challenge) {
        return tx.execute(INSERT.with(challenge)).mapEmpty();
    }

    public Future<Optional<Challenge>> find(Tx tx, byte[] hash) {
        return tx.first(FIND.with(hash));
    }

    /** Whether it was there still; of many at once, for one alone. */
    public Future<Boolean> take(Tx tx, Challenge challenge) {
        return tx.execute(DELETE.with(challenge.hash())).map(deleted -> deleted == 1);
    }

    public Future<Void> deleteExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }

    private static Challenge challenge(ResultRow row) {
        return new Challenge(
                row.get(SIGN_IN_CHALLENGE.HASH),
                new UserId(row.get(SIGN_IN_CHALLENGE.USER_ID)),
                row.get(SIGN_IN_CHALLENGE.PASSWORD_VERSION),
                Optional.ofNullable(row.get(SIGN_IN_CHALLENGE.REQUESTED_ORGANIZATION_ID))
                        .map(OrganizationId::new),
                row.get(SIGN_IN_CHALLENGE.CLIENT_HASH),
                row.instant(SIGN_IN_CHALLENGE.EXPIRES_AT));
    }
}
