package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.REFRESH_TOKEN;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code refresh_token}. */
final class RefreshTokenTable {

    private static final ParameterizedSql<Issued, Void> INSERT =
            ParameterizedSql.change(issued -> insertInto(REFRESH_TOKEN)
                    .set(issued.values(Columns.of(REFRESH_TOKEN.HASH, Issued::hash)
                            .and(REFRESH_TOKEN.SESSION_ID, Issued::session)
                            .and(REFRESH_TOKEN.CREATED_AT, Issued::at)
                            .and(REFRESH_TOKEN.EXPIRES_AT, Issued::expiresAt))));

    private static final ParameterizedSql<byte[], Optional<Rotation>> ROTATION = ParameterizedSql.rows(
            hash -> select(REFRESH_TOKEN.ROTATED_AT, REFRESH_TOKEN.ROTATED_BY, REFRESH_TOKEN.SUCCESSOR_SALT)
                    .from(REFRESH_TOKEN)
                    .where(hash.eq(REFRESH_TOKEN.HASH)),
            row -> Optional.ofNullable(row.instant(REFRESH_TOKEN.ROTATED_AT))
                    .map(at -> new Rotation(
                            at, row.get(REFRESH_TOKEN.ROTATED_BY), row.get(REFRESH_TOKEN.SUCCESSOR_SALT))));

    private static final ParameterizedSql<Rotated, Void> ROTATE =
            ParameterizedSql.change(rotated -> update(REFRESH_TOKEN)
                    .set(rotated.values(
                            Columns.of(REFRESH_TOKEN.ROTATED_AT, Rotation::at)
                                    .and(REFRESH_TOKEN.ROTATED_BY, Rotation::by)
                                    .and(REFRESH_TOKEN.SUCCESSOR_SALT, Rotation::successorSalt),
                            Rotated::rotation))
                    .where(rotated.eq(REFRESH_TOKEN.HASH, Rotated::hash)));

    private record Issued(byte[] hash, UUID session, Instant at, Instant expiresAt) {}

    private record Rotated(byte[] hash, Rotation rotation) {}

    Future<Void> insert(Tx tx, byte[] hash, Session session, Instant now) {
        return tx.execute(INSERT.with(new Issued(hash, session.id(), now, session.expiresAt())))
                .mapEmpty();
    }

    /** Whether and how the token was exchanged for a newer one already; empty when there is no such token. */
    Future<Optional<Optional<Rotation>>> rotation(Tx tx, byte[] hash) {
        return tx.first(ROTATION.with(hash));
    }

    Future<Void> rotate(Tx tx, byte[] hash, Rotation rotation) {
        return tx.execute(ROTATE.with(new Rotated(hash, rotation))).mapEmpty();
    }
}
