package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.SIGNING_KEY;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.JSONB;

/** All SQL on the table {@code signing_key}. */
final class SigningKeyTable {

    private static final List<Field<?>> COLUMNS = List.of(
            SIGNING_KEY.GENERATION,
            SIGNING_KEY.KID,
            SIGNING_KEY.PUBLIC_JWK,
            SIGNING_KEY.SEALED_PRIVATE_JWK,
            SIGNING_KEY.ACTIVATES_AT,
            SIGNING_KEY.RETIRES_AT);

    private static final Sql<SigningKey> ALL =
            Sql.rows(select(COLUMNS).from(SIGNING_KEY).orderBy(SIGNING_KEY.GENERATION), SigningKeyTable::key);

    private static final Sql<Void> INSERT = Sql.change(insertInto(SIGNING_KEY)
            .columns(
                    SIGNING_KEY.GENERATION,
                    SIGNING_KEY.KID,
                    SIGNING_KEY.ALGORITHM,
                    SIGNING_KEY.PUBLIC_JWK,
                    SIGNING_KEY.SEALED_PRIVATE_JWK,
                    SIGNING_KEY.CREATED_AT,
                    SIGNING_KEY.ACTIVATES_AT)
            .values(
                    Sql.bind(Integer.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(JSONB.class),
                    Sql.bind(String.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class))
            .onConflict(SIGNING_KEY.GENERATION)
            .doNothing());

    private static final Sql<Void> RETIRE = Sql.change(update(SIGNING_KEY)
            .set(SIGNING_KEY.RETIRES_AT, Sql.bind(OffsetDateTime.class))
            .where(SIGNING_KEY.GENERATION.eq(Sql.bind(Integer.class)))
            .and(SIGNING_KEY.RETIRES_AT.isNull()));

    private static final Sql<Void> DELETE_RETIRED =
            Sql.change(deleteFrom(SIGNING_KEY).where(SIGNING_KEY.RETIRES_AT.lt(Sql.bind(OffsetDateTime.class))));

    /** The keys there are, the oldest first. */
    Future<List<SigningKey>> all(Database database) {
        return database.list(Scope.PLATFORM, ALL);
    }

    /** Whether the key was added: another node may have made one of the same generation. */
    Future<Boolean> insert(Tx tx, SigningKey key, Instant now) {
        return tx.execute(
                        INSERT,
                        key.generation(),
                        key.kid(),
                        SigningKey.ALGORITHM,
                        JSONB.valueOf(key.publicJwk().encode()),
                        key.sealedPrivateJwk(),
                        now,
                        key.activatesAt())
                .map(added -> added == 1);
    }

    Future<Void> retire(Tx tx, int generation, Instant at) {
        return tx.execute(RETIRE, at, generation).mapEmpty();
    }

    Future<Void> deleteRetired(Database database, Instant before) {
        return database.inTransaction(
                Scope.PLATFORM, tx -> tx.execute(DELETE_RETIRED, before).mapEmpty());
    }

    private static SigningKey key(ResultRow row) {
        return new SigningKey(
                row.get(SIGNING_KEY.GENERATION),
                row.get(SIGNING_KEY.KID),
                row.json(SIGNING_KEY.PUBLIC_JWK),
                row.get(SIGNING_KEY.SEALED_PRIVATE_JWK),
                row.instant(SIGNING_KEY.ACTIVATES_AT),
                Optional.ofNullable(row.instant(SIGNING_KEY.RETIRES_AT)));
    }
}
