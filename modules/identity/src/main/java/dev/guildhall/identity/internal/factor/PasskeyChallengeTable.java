package dev.guildhall.identity.internal.factor;

import static dev.guildhall.db.Tables.PASSKEY_CHALLENGE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;

/** All SQL on the table {@code passkey_challenge}: the challenges that were answered. */
final class PasskeyChallengeTable {

    private static final ParameterizedSql<Answered, Void> INSERT =
            ParameterizedSql.change(answered -> insertInto(PASSKEY_CHALLENGE)
                    .set(answered.values(Columns.of(PASSKEY_CHALLENGE.HASH, Answered::hash)
                            .and(PASSKEY_CHALLENGE.EXPIRES_AT, Answered::expiresAt)))
                    .onConflictDoNothing());

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED =
            ParameterizedSql.change(now -> deleteFrom(PASSKEY_CHALLENGE)
                    .where(PASSKEY_CHALLENGE.EXPIRES_AT.lt(now.value(PASSKEY_CHALLENGE.EXPIRES_AT))));

    private record Answered(byte[] hash, Instant expiresAt) {}

    /** Whether it is answered for the first time; of many at once, one is. */
    Future<Boolean> answer(Tx tx, byte[] hash, Instant expiresAt) {
        return tx.execute(INSERT.with(new Answered(hash, expiresAt))).map(inserted -> inserted == 1);
    }

    Future<Void> deleteExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }
}
