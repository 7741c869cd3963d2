package dev.guildhall.surfaces.internal.portal;

import static dev.guildhall.db.Tables.PORTAL_CHANNEL_KEY;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** All SQL on the table {@code portal_channel_key}. */
final class ChannelKeyTable {

    private static final int FIRST = 1;

    private static final Sql<SealedKey> FIND = Sql.rows(
            select(PORTAL_CHANNEL_KEY.KID, PORTAL_CHANNEL_KEY.SEALED_JWK)
                    .from(PORTAL_CHANNEL_KEY)
                    .where(PORTAL_CHANNEL_KEY.GENERATION.eq(Sql.bind(Integer.class))),
            row -> new SealedKey(row.get(PORTAL_CHANNEL_KEY.KID), row.get(PORTAL_CHANNEL_KEY.SEALED_JWK)));

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

    /** A key as it is stored. */
    record SealedKey(String kid, String jwk) {

        @Override
        public String toString() {
            return "SealedKey[" + kid + "]";
        }
    }

    Future<Optional<SealedKey>> find(Database database) {
        return database.first(Scope.PLATFORM, FIND, FIRST);
    }

    /** Keeps the key, unless another node was faster; whichever it was is found afterwards. */
    Future<Void> insert(Database database, SealedKey key, Instant now) {
        return database.inTransaction(
                Scope.PLATFORM,
                tx -> tx.execute(INSERT, FIRST, key.kid(), key.jwk(), now).mapEmpty());
    }
}
