package dev.guildhall.surfaces.internal.portal;

import static dev.guildhall.db.Tables.PORTAL_CHANNEL_KEY;
import static dev.guildhall.db.Tables.PORTAL_CHANNEL_MESSAGE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** All SQL on the tables {@code portal_channel_key} and {@code portal_channel_message}. */
final class ChannelKeyTable {

    /** The newest and those that may still be in use. */
    private static final int MOST = 5;

    private static final Columns<SealedKey> COLUMNS = Columns.of(PORTAL_CHANNEL_KEY.GENERATION, SealedKey::generation)
            .and(PORTAL_CHANNEL_KEY.KID, SealedKey::kid)
            .and(PORTAL_CHANNEL_KEY.SEALED_JWK, SealedKey::jwk)
            .and(PORTAL_CHANNEL_KEY.CREATED_AT, SealedKey::createdAt);

    private static final Sql<SealedKey> NEWEST = Sql.rows(
            select(COLUMNS.fields())
                    .from(PORTAL_CHANNEL_KEY)
                    .orderBy(PORTAL_CHANNEL_KEY.GENERATION.desc())
                    .limit(inline(MOST)),
            row -> new SealedKey(
                    row.get(PORTAL_CHANNEL_KEY.GENERATION),
                    row.get(PORTAL_CHANNEL_KEY.KID),
                    row.get(PORTAL_CHANNEL_KEY.SEALED_JWK),
                    row.instant(PORTAL_CHANNEL_KEY.CREATED_AT)));

    private static final ParameterizedSql<SealedKey, Void> INSERT = ParameterizedSql.change(
            key -> insertInto(PORTAL_CHANNEL_KEY).set(key.values(COLUMNS)).onConflictDoNothing());

    private static final ParameterizedSql<Opened, Void> NOTE_OPENED =
            ParameterizedSql.change(opened -> insertInto(PORTAL_CHANNEL_MESSAGE)
                    .set(opened.values(Columns.of(PORTAL_CHANNEL_MESSAGE.ID, Opened::message)
                            .and(PORTAL_CHANNEL_MESSAGE.OPENED_UNTIL, Opened::until)))
                    .onConflictDoNothing());

    private static final ParameterizedSql<Instant, Void> FORGET_OPENED =
            ParameterizedSql.change(now -> deleteFrom(PORTAL_CHANNEL_MESSAGE)
                    .where(PORTAL_CHANNEL_MESSAGE.OPENED_UNTIL.lt(now.value(PORTAL_CHANNEL_MESSAGE.OPENED_UNTIL))));

    private record Opened(String message, Instant until) {}

    /** A key as it is stored. */
    record SealedKey(int generation, String kid, String jwk, Instant createdAt) {

        @Override
        public String toString() {
            return "SealedKey[" + kid + "]";
        }
    }

    /** The newest first. */
    Future<List<SealedKey>> newest(Database database) {
        return database.list(Tenant.PLATFORM, NEWEST);
    }

    /** Keeps the key, unless another node was faster with its generation; whichever it was is found afterwards. */
    Future<Void> insert(Database database, SealedKey key) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(INSERT.with(key)).mapEmpty());
    }

    /** Notes that a message is opened now; false when it was before. Its age may be of the future a little. */
    Future<Boolean> noteOpened(Database database, String id, Instant now, Duration mostAge) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> tx.execute(NOTE_OPENED.with(new Opened(id, now.plus(mostAge.multipliedBy(2))))))
                .map(inserted -> inserted == 1);
    }

    Future<Integer> forgetOpened(Database database, Instant now) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET_OPENED.with(now)));
    }
}
