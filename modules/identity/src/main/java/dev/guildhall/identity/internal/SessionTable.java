package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.REFRESH_TOKEN;
import static dev.guildhall.db.Tables.USER_SESSION;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** All SQL on the table {@code user_session}. */
final class SessionTable {

    private static final List<Field<?>> COLUMNS =
            List.of(USER_SESSION.ID, USER_SESSION.USER_ID, USER_SESSION.EXPIRES_AT, USER_SESSION.ENDED_AT);

    private static final Sql<Void> INSERT = Sql.change(insertInto(USER_SESSION)
            .columns(
                    USER_SESSION.ID,
                    USER_SESSION.USER_ID,
                    USER_SESSION.COOKIE_HASH,
                    USER_SESSION.IP_ADDRESS,
                    USER_SESSION.NETWORK,
                    USER_SESSION.USER_AGENT,
                    USER_SESSION.CREATED_AT,
                    USER_SESSION.LAST_USED_AT,
                    USER_SESSION.EXPIRES_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(UUID.class),
                    Sql.bind(byte[].class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Session> FIND = Sql.rows(
            select(COLUMNS).from(USER_SESSION).where(USER_SESSION.ID.eq(Sql.bind(UUID.class))), SessionTable::session);

    private static final Sql<UUID> ID_BY_COOKIE = Sql.rows(
            select(USER_SESSION.ID).from(USER_SESSION).where(USER_SESSION.COOKIE_HASH.eq(Sql.bind(byte[].class))),
            row -> row.get(USER_SESSION.ID));

    private static final Sql<Session> LOCK_BY_REFRESH_TOKEN = Sql.rows(
            select(COLUMNS)
                    .from(USER_SESSION)
                    .where(USER_SESSION.ID.eq(select(REFRESH_TOKEN.SESSION_ID)
                            .from(REFRESH_TOKEN)
                            .where(REFRESH_TOKEN.HASH.eq(Sql.bind(byte[].class)))))
                    .forUpdate(),
            SessionTable::session);

    private static final Sql<Void> END = Sql.change(update(USER_SESSION)
            .set(USER_SESSION.ENDED_AT, Sql.bind(OffsetDateTime.class))
            .set(USER_SESSION.END_REASON, Sql.bind(String.class))
            .where(USER_SESSION.ID.eq(Sql.bind(UUID.class)))
            .and(USER_SESSION.ENDED_AT.isNull()));

    private static final Sql<Void> END_OTHERS = Sql.change(update(USER_SESSION)
            .set(USER_SESSION.ENDED_AT, Sql.bind(OffsetDateTime.class))
            .set(USER_SESSION.END_REASON, Sql.bind(String.class))
            .where(USER_SESSION.USER_ID.eq(Sql.bind(UUID.class)))
            .and(USER_SESSION.ID.isDistinctFrom(Sql.bind(UUID.class)))
            .and(USER_SESSION.ENDED_AT.isNull()));

    private static final Sql<Void> NOTE_USE = Sql.change(update(USER_SESSION)
            .set(USER_SESSION.LAST_USED_AT, greatest(USER_SESSION.LAST_USED_AT, Sql.bind(OffsetDateTime.class)))
            .where(USER_SESSION.ID.eq(any(Sql.bind(UUID[].class)))));

    // As a subquery of a condition, the choice could be made anew for each row, and each time others be taken.
    private static final Sql<Void> DELETE_OUTLIVED =
            Sql.change(query("""
            with outlived as materialized (
              select id
                from guildhall.user_session
               where coalesce(ended_at, expires_at) < {0}
               limit {1}
                 for update skip locked)
            delete from guildhall.user_session s using outlived where s.id = outlived.id
            """, Sql.bind(OffsetDateTime.class), Sql.bind(Integer.class)));

    Future<Void> insert(Tx tx, NewSession session) {
        return tx.execute(
                        INSERT,
                        session.id(),
                        session.user(),
                        session.cookie().hash(),
                        session.client().address(),
                        session.client().network(),
                        session.client().userAgent(),
                        session.createdAt(),
                        session.createdAt(),
                        session.expiresAt())
                .mapEmpty();
    }

    Future<Optional<Session>> find(Database database, UUID id) {
        return database.first(Scope.PLATFORM, FIND, id);
    }

    Future<Optional<UUID>> idByCookie(Database database, byte[] cookieHash) {
        return database.first(Scope.PLATFORM, ID_BY_COOKIE, (Object) cookieHash);
    }

    /** The session a refresh token belongs to, locked until the transaction ends. */
    Future<Optional<Session>> lockByRefreshToken(Tx tx, byte[] tokenHash) {
        return tx.first(LOCK_BY_REFRESH_TOKEN, (Object) tokenHash);
    }

    /** Whether the session had not ended before. */
    Future<Boolean> end(Tx tx, UUID id, SessionEnd reason, Instant now) {
        return tx.execute(END, now, reason, id).map(ended -> ended == 1);
    }

    /** Ends the user's sessions but for the one to keep, if any, and says how many that were. */
    Future<Integer> endAll(Tx tx, UserId user, Optional<UUID> kept, SessionEnd reason, Instant now) {
        return tx.execute(END_OTHERS, now, reason, user, kept.orElse(null));
    }

    Future<Void> noteUse(Database database, Collection<UUID> ids, Instant now) {
        var values = ids.toArray(UUID[]::new);
        return database.inTransaction(
                Scope.PLATFORM, tx -> tx.execute(NOTE_USE, now, values).mapEmpty());
    }

    /** Forgets some of the sessions that ended or expired before, and says how many that were. */
    Future<Integer> deleteOutlived(Database database, Instant before, int atMost) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(DELETE_OUTLIVED, before, atMost));
    }

    private static Session session(ResultRow row) {
        return new Session(
                row.get(USER_SESSION.ID),
                new UserId(row.get(USER_SESSION.USER_ID)),
                row.instant(USER_SESSION.EXPIRES_AT),
                row.get(USER_SESSION.ENDED_AT) != null);
    }
}
