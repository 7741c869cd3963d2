package dev.guildhall.surfaces.internal.portal;

import static dev.guildhall.db.Tables.PORTAL_CHANNEL_KEY;
import static dev.guildhall.db.Tables.PORTAL_CHANNEL_MESSAGE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** All SQL on the tables {@code portal_channel_key} and {@code portal_channel_message}. */
final class ChannelKeyTable {

    /** The newest and those that may still be in use. */
    private static final int MOST = 5;

    private static final Sql<SealedKey> NEWEST = Sql.rows(
            select(
                            PORTAL_CHANNEL_KEY.GENERATION,
                            PORTAL_CHANNEL_KEY.KID,
                            PORTAL_CHANNEL_KEY.SEALED_JWK,
                            PORTAL_CHANNEL_KEY.CREATED_AT)
                    .from(PORTAL_CHANNEL_KEY)
                    .orderBy(PORTAL_CHANNEL_KEY.GENERATION.desc())
                    .limit(inline(MOST)),
            row -> new SealedKey(
                    row.get(PORTAL_CHANNEL_KEY.GENERATION),
                    row.get(PORTAL_CHANNEL_KEY.KID),
                    row.get(PORTAL_CHANNEL_KEY.SEALED_JWK),
                    row.instant(PORTAL_CHANNEL_KEY.CREATED_AT)));

    private static final Sql<Void> INSERT = Sql.change(insertInto(PORTAL_CHANNEL_KEY)
            .columns(
                    PORTAL_CHANNEL_KEY.GENERATION,
                    PORTAL_CHANNEL_KEY.KID,
                    PORTAL_CHANNEL_KEY.SEALED_JWK,
                    PORTAL_CHANNEL_KEY.CREATED_AT)
            .values(
                    Sql.bind(Integer.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(OffsetDateTime.class))
            .onConflictDoNothing());

    private static final Sql<Void> NOTE_OPENED = Sql.change(insertInto(PORTAL_CHANNEL_MESSAGE)
            .columns(PORTAL_CHANNEL_MESSAGE.ID, PORTAL_CHANNEL_MESSAGE.OPENED_UNTIL)
            .values(Sql.bind(String.class), Sql.bind(OffsetDateTime.class))
            .onConflictDoNothing());

    private static final Sql<Void> FORGET_OPENED = Sql.change(deleteFrom(PORTAL_CHANNEL_MESSAGE)
            .where(PORTAL_CHANNEL_MESSAGE.OPENED_UNTIL.lt(Sql.bind(OffsetDateTime.class))));

    /** A key as it is stored. */
    record SealedKey(int generation, String kid, String jwk, Instant createdAt) {

        @Override
        public String toString() {
            return "SealedKey[" + kid + "]";
        }
    }

    /** The newest first. */
    Future<List<SealedKey>> newest(Database database) {
        return database.list(Scope.PLATFORM, NEWEST);
    }

    /** Keeps the key, unless another node was faster with its generation; whichever it was is found afterwards. */
    Future<Void> insert(Database database, SealedKey key) {
        return database.inTransaction(
                Scope.PLATFORM,
                tx -> tx.execute(INSERT, key.generation(), key.kid(), key.jwk(), key.createdAt())
                        .mapEmpty());
    }

    /** Notes that a message is opened now; false when it was before. Its age may be of the future a little. */
    Future<Boolean> noteOpened(Database database, String id, Instant now, Duration mostAge) {
        return database.inTransaction(
                        Scope.PLATFORM, tx -> tx.execute(NOTE_OPENED, id, now.plus(mostAge.multipliedBy(2))))
                .map(inserted -> inserted == 1);
    }

    Future<Integer> forgetOpened(Database database, Instant now) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(FORGET_OPENED, now));
    }
}
