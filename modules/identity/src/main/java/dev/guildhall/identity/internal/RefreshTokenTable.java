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

    private static final ParameterizedSql<byte[], State> STATE = ParameterizedSql.rows(
            hash -> select(
                            REFRESH_TOKEN.EXPIRES_AT,
                            REFRESH_TOKEN.ROTATED_AT,
                            REFRESH_TOKEN.ROTATED_BY,
                            REFRESH_TOKEN.SUCCESSOR_SALT)
                    .from(REFRESH_TOKEN)
                    .where(hash.eq(REFRESH_TOKEN.HASH)),
            row -> new State(
                    row.instant(REFRESH_TOKEN.EXPIRES_AT),
                    Optional.ofNullable(row.instant(REFRESH_TOKEN.ROTATED_AT))
                            .map(at -> new Rotation(
                                    at, row.get(REFRESH_TOKEN.ROTATED_BY), row.get(REFRESH_TOKEN.SUCCESSOR_SALT)))));

    private static final ParameterizedSql<Rotated, Void> ROTATE =
            ParameterizedSql.change(rotated -> update(REFRESH_TOKEN)
                    .set(rotated.values(
                            Columns.of(REFRESH_TOKEN.ROTATED_AT, Rotation::at)
                                    .and(REFRESH_TOKEN.ROTATED_BY, Rotation::by)
                                    .and(REFRESH_TOKEN.SUCCESSOR_SALT, Rotation::successorSalt),
                            Rotated::rotation))
                    .where(rotated.eq(REFRESH_TOKEN.HASH, Rotated::hash)));

    private static final ParameterizedSql<Superseded, Void> EXPIRE_UNUSED =
            ParameterizedSql.change(superseded -> update(REFRESH_TOKEN)
                    .set(REFRESH_TOKEN.EXPIRES_AT, superseded.value(REFRESH_TOKEN.EXPIRES_AT, Superseded::at))
                    .where(superseded.eq(REFRESH_TOKEN.SESSION_ID, Superseded::session))
                    .and(REFRESH_TOKEN.ROTATED_AT.isNull())
                    .and(REFRESH_TOKEN.EXPIRES_AT.gt(superseded.value(REFRESH_TOKEN.EXPIRES_AT, Superseded::at))));

    /**
     * What became of a refresh token.
     *
     * @param rotation how it was exchanged for a newer one, if it was
     */
    record State(Instant expiresAt, Optional<Rotation> rotation) {}

    private record Superseded(UUID session, Instant at) {}

    private record Issued(byte[] hash, UUID session, Instant at, Instant expiresAt) {}

    private record Rotated(byte[] hash, Rotation rotation) {}

    Future<Void> insert(Tx tx, byte[] hash, Session session, Instant now) {
        return tx.execute(INSERT.with(new Issued(hash, session.id(), now, session.expiresAt())))
                .mapEmpty();
    }

    /** Empty when there is no such token. */
    Future<Optional<State>> state(Tx tx, byte[] hash) {
        return tx.first(STATE.with(hash));
    }

    /** Lets the tokens of a session that were not exchanged yet work until then only. */
    Future<Void> expireUnused(Tx tx, UUID session, Instant at) {
        return tx.execute(EXPIRE_UNUSED.with(new Superseded(session, at))).mapEmpty();
    }

    Future<Void> rotate(Tx tx, byte[] hash, Rotation rotation) {
        return tx.execute(ROTATE.with(new Rotated(hash, rotation))).mapEmpty();
    }
}
