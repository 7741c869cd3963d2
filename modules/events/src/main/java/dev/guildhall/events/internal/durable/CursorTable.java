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
import io.vertx.core.Future;
import java.util.function.Function;
import org.jooq.Condition;

/** The SQL by which subscribers come, go and are moved, on the table {@code event_cursor}. */
final class CursorTable {

    static final String ACTIVE = "ACTIVE";
    private static final String PAUSED = "PAUSED";

    private static final ParameterizedSql<Subscriber, Void> SUBSCRIBE =
            ParameterizedSql.change(subscriber -> insertInto(
                            EVENT_CURSOR,
                            EVENT_CURSOR.TENANT_KIND,
                            EVENT_CURSOR.TENANT_ID,
                            EVENT_CURSOR.KIND,
                            EVENT_CURSOR.SUBSCRIBER,
                            EVENT_CURSOR.SEQUENCE)
                    .select(select(
                                    subscriber.value(
                                            EVENT_CURSOR.TENANT_KIND,
                                            it -> it.tenant().kind()),
                                    subscriber.value(EVENT_CURSOR.TENANT_ID, Subscriber::tenant),
                                    subscriber.value(EVENT_CURSOR.KIND, Subscriber::kind),
                                    subscriber.value(EVENT_CURSOR.SUBSCRIBER, Subscriber::name),
                                    coalesce(max(EVENT_COUNTER.LAST_SEQUENCE), inline(0L)))
                            .from(EVENT_COUNTER)
                            .where(subscriber.eq(EVENT_COUNTER.TENANT_ID, Subscriber::tenant)))
                    .onConflictDoNothing());

    private static final ParameterizedSql<Subscriber, Long> LOCK = ParameterizedSql.rows(
            subscriber -> select(EVENT_CURSOR.SEQUENCE)
                    .from(EVENT_CURSOR)
                    .where(isOf(subscriber))
                    .forNoKeyUpdate(),
            row -> row.get(EVENT_CURSOR.SEQUENCE));

    private static final ParameterizedSql<Subscriber, Void> PAUSE = ParameterizedSql.change(subscriber ->
            update(EVENT_CURSOR).set(EVENT_CURSOR.STATE, inline(PAUSED)).where(isOf(subscriber)));

    private static final ParameterizedSql<Subscriber, Void> RESUME =
            ParameterizedSql.change(subscriber -> update(EVENT_CURSOR)
                    .set(EVENT_CURSOR.STATE, inline(ACTIVE))
                    .set(EVENT_CURSOR.ATTEMPTS, inline(0))
                    .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
                    .where(isOf(subscriber)));

    // Whoever serves it at the moment finds its claim lost and notes nothing more.
    private static final ParameterizedSql<Replay, Void> REPLAY = ParameterizedSql.change(replay -> update(EVENT_CURSOR)
            .set(EVENT_CURSOR.SEQUENCE, replay.value(EVENT_CURSOR.SEQUENCE, Replay::after))
            .set(EVENT_CURSOR.ATTEMPTS, inline(0))
            .set(EVENT_CURSOR.UNFINISHED, inline((short) 0))
            .set(EVENT_CURSOR.NEXT_ATTEMPT_AT, inline(null, EVENT_CURSOR.NEXT_ATTEMPT_AT))
            .set(EVENT_CURSOR.LAST_ERROR, inline(null, EVENT_CURSOR.LAST_ERROR))
            .set(EVENT_CURSOR.LEASE_OWNER, inline(null, EVENT_CURSOR.LEASE_OWNER))
            .where(isOf(replay, Replay::subscriber)));

    private static final ParameterizedSql<Subscriber, Void> UNSUBSCRIBE =
            ParameterizedSql.change(subscriber -> deleteFrom(EVENT_CURSOR).where(isOf(subscriber)));

    private record Replay(Subscriber subscriber, long after) {}

    Future<Void> subscribe(Tx tx, Subscriber subscriber) {
        return tx.execute(SUBSCRIBE.with(subscriber)).mapEmpty();
    }

    Future<Void> lock(Tx tx, Subscriber subscriber) {
        return tx.list(LOCK.with(subscriber)).mapEmpty();
    }

    Future<Void> pause(Tx tx, Subscriber subscriber) {
        return tx.execute(PAUSE.with(subscriber)).mapEmpty();
    }

    Future<Void> resume(Tx tx, Subscriber subscriber) {
        return tx.execute(RESUME.with(subscriber)).mapEmpty();
    }

    Future<Void> replay(Tx tx, Subscriber subscriber, long after) {
        return tx.execute(REPLAY.with(new Replay(subscriber, after))).mapEmpty();
    }

    Future<Void> unsubscribe(Tx tx, Subscriber subscriber) {
        return tx.execute(UNSUBSCRIBE.with(subscriber)).mapEmpty();
    }

    private static Condition isOf(Parameters<Subscriber> subscriber) {
        return isOf(subscriber, itself -> itself);
    }

    static <A> Condition isOf(Parameters<A> argument, Function<A, Subscriber> subscriber) {
        return argument.eq(
                        EVENT_CURSOR.TENANT_ID, given -> subscriber.apply(given).tenant())
                .and(argument.eq(
                        EVENT_CURSOR.KIND, given -> subscriber.apply(given).kind()))
                .and(argument.eq(
                        EVENT_CURSOR.SUBSCRIBER,
                        given -> subscriber.apply(given).name()));
    }
}
