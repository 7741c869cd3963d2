package dev.guildhall.events.internal.durable;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.events.internal.durable.Cursor.Key;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jooq.Condition;

/** The SQL by which subscribers come, go and are moved, on the table {@code event_cursor}. */
final class CursorTable {

    static final String ACTIVE = "ACTIVE";
    private static final String PAUSED = "PAUSED";

    private static final ParameterizedSql<Key, Void> SUBSCRIBE = ParameterizedSql.change(key -> insertInto(
                    EVENT_CURSOR,
                    EVENT_CURSOR.WORKSPACE_ID,
                    EVENT_CURSOR.KIND,
                    EVENT_CURSOR.SUBSCRIBER,
                    EVENT_CURSOR.SEQUENCE)
            .select(select(
                            key.value(EVENT_CURSOR.WORKSPACE_ID, Key::workspace),
                            key.value(EVENT_CURSOR.KIND, Key::kind),
                            key.value(EVENT_CURSOR.SUBSCRIBER, Key::subscriber),
                            coalesce(max(EVENT_COUNTER.LAST_SEQUENCE), inline(0L)))
                    .from(EVENT_COUNTER)
                    .where(key.eq(EVENT_COUNTER.TENANT_ID, Key::workspace)))
            .onConflictDoNothing());

    private static final ParameterizedSql<Key, Long> LOCK = ParameterizedSql.rows(
            key -> select(EVENT_CURSOR.SEQUENCE)
                    .from(EVENT_CURSOR)
                    .where(is(key))
                    .forNoKeyUpdate(),
            row -> row.get(EVENT_CURSOR.SEQUENCE));

    private static final ParameterizedSql<Key, Void> PAUSE = ParameterizedSql.change(
            key -> update(EVENT_CURSOR).set(EVENT_CURSOR.STATE, inline(PAUSED)).where(is(key)));

    private static final ParameterizedSql<Key, Void> RESUME = ParameterizedSql.change(key -> update(EVENT_CURSOR)
            .set(EVENT_CURSOR.STATE, inline(ACTIVE))
            .set(EVENT_CURSOR.ATTEMPTS, inline(0))
            .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
            .where(is(key)));

    // Whoever serves it at the moment finds its claim lost and notes nothing more.
    private static final ParameterizedSql<Replay, Void> REPLAY = ParameterizedSql.change(replay -> update(EVENT_CURSOR)
            .set(EVENT_CURSOR.SEQUENCE, replay.value(EVENT_CURSOR.SEQUENCE, Replay::after))
            .set(EVENT_CURSOR.ATTEMPTS, inline(0))
            .set(EVENT_CURSOR.UNFINISHED, inline((short) 0))
            .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
            .set(EVENT_CURSOR.LAST_ERROR, inline(null, EVENT_CURSOR.LAST_ERROR))
            .set(EVENT_CURSOR.LEASE_OWNER, inline(null, EVENT_CURSOR.LEASE_OWNER))
            .where(is(replay, Replay::key)));

    private static final ParameterizedSql<Key, Void> UNSUBSCRIBE =
            ParameterizedSql.change(key -> deleteFrom(EVENT_CURSOR).where(is(key)));

    private record Replay(Key key, long after) {}

    Future<Void> subscribe(Tx tx, Key key) {
        return tx.execute(SUBSCRIBE.with(key)).mapEmpty();
    }

    Future<Void> lock(Tx tx, Key key) {
        return tx.list(LOCK.with(key)).mapEmpty();
    }

    Future<Void> pause(Tx tx, Key key) {
        return tx.execute(PAUSE.with(key)).mapEmpty();
    }

    Future<Void> resume(Tx tx, Key key) {
        return tx.execute(RESUME.with(key)).mapEmpty();
    }

    Future<Void> replay(Tx tx, Key key, long after) {
        return tx.execute(REPLAY.with(new Replay(key, after))).mapEmpty();
    }

    Future<Void> unsubscribe(Tx tx, Key key) {
        return tx.execute(UNSUBSCRIBE.with(key)).mapEmpty();
    }

    private static Condition is(Parameters<Key> key) {
        return is(key, itself -> itself);
    }

    static <A> Condition is(Parameters<A> argument, Function<A, Key> key) {
        return argument.eq(EVENT_CURSOR.WORKSPACE_ID, given -> key.apply(given).workspace())
                .and(argument.eq(EVENT_CURSOR.KIND, given -> key.apply(given).kind()))
                .and(argument.eq(
                        EVENT_CURSOR.SUBSCRIBER, given -> key.apply(given).subscriber()));
    }
}
