package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.REFRESH_TOKEN;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code refresh_token}. */
final class RefreshTokenTable {

    private static final Sql<Void> INSERT = Sql.change(insertInto(REFRESH_TOKEN)
            .columns(REFRESH_TOKEN.HASH, REFRESH_TOKEN.SESSION_ID, REFRESH_TOKEN.CREATED_AT, REFRESH_TOKEN.EXPIRES_AT)
            .values(
                    Sql.bind(byte[].class),
                    Sql.bind(UUID.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Optional<Rotation>> ROTATION = Sql.rows(
            select(REFRESH_TOKEN.ROTATED_AT, REFRESH_TOKEN.ROTATED_BY, REFRESH_TOKEN.SUCCESSOR_SALT)
                    .from(REFRESH_TOKEN)
                    .where(REFRESH_TOKEN.HASH.eq(Sql.bind(byte[].class))),
            row -> Optional.ofNullable(row.instant(REFRESH_TOKEN.ROTATED_AT))
                    .map(at -> new Rotation(
                            at, row.get(REFRESH_TOKEN.ROTATED_BY), row.get(REFRESH_TOKEN.SUCCESSOR_SALT))));

    private static final Sql<Void> ROTATE = Sql.change(update(REFRESH_TOKEN)
            .set(REFRESH_TOKEN.ROTATED_AT, Sql.bind(OffsetDateTime.class))
            .set(REFRESH_TOKEN.ROTATED_BY, Sql.bind(byte[].class))
            .set(REFRESH_TOKEN.SUCCESSOR_SALT, Sql.bind(byte[].class))
            .where(REFRESH_TOKEN.HASH.eq(Sql.bind(byte[].class))));

    Future<Void> insert(Tx tx, byte[] hash, Session session, Instant now) {
        return tx.execute(INSERT, hash, session.id(), now, session.expiresAt()).mapEmpty();
    }

    /** Whether and how the token was exchanged for a newer one already; empty when there is no such token. */
    Future<Optional<Optional<Rotation>>> rotation(Tx tx, byte[] hash) {
        return tx.first(ROTATION, (Object) hash);
    }

    Future<Void> rotate(Tx tx, byte[] hash, Rotation rotation) {
        return tx.execute(ROTATE, rotation.at(), rotation.by(), rotation.successorSalt(), hash)
                .mapEmpty();
    }
}
