package dev.guildhall.events.internal.durable;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_DEAD_LETTER;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.DurableSubscribers.DeadLetter;
import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.events.internal.durable.Cursor.Key;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** What those who look after subscribers ask of the tables {@code event_cursor} and {@code event_dead_letter}. */
final class DeadLetterTable {

    private static final Field<Integer> DEAD = field(selectCount()
                    .from(EVENT_DEAD_LETTER)
                    .where(EVENT_DEAD_LETTER.TENANT_ID.eq(EVENT_CURSOR.TENANT_ID))
                    .and(EVENT_DEAD_LETTER.KIND.eq(EVENT_CURSOR.KIND))
                    .and(EVENT_DEAD_LETTER.SUBSCRIBER.eq(EVENT_CURSOR.SUBSCRIBER))
                    .and(EVENT_DEAD_LETTER.HANDLER.eq(EVENT_CURSOR.HANDLER)))
            .as("dead");

    private static final ParameterizedSql<Subscribers, Standing> STANDINGS = ParameterizedSql.rows(
            subscribers -> select(
                            EVENT_CURSOR.SUBSCRIBER,
                            EVENT_CURSOR.HANDLER,
                            EVENT_CURSOR.SEQUENCE,
                            EVENT_COUNTER.LAST_SEQUENCE,
                            EVENT_CURSOR.ATTEMPTS,
                            EVENT_CURSOR.LAST_ERROR,
                            EVENT_CURSOR.NEXT_ATTEMPT_AT,
                            DEAD)
                    .from(EVENT_CURSOR)
                    .leftJoin(EVENT_COUNTER)
                    .on(EVENT_COUNTER.TENANT_ID.eq(EVENT_CURSOR.TENANT_ID))
                    .where(subscribers.eq(EVENT_CURSOR.TENANT_ID, Subscribers::tenant))
                    .and(subscribers.eq(EVENT_CURSOR.KIND, Subscribers::kind))
                    .orderBy(EVENT_CURSOR.SUBSCRIBER, EVENT_CURSOR.HANDLER),
            DeadLetterTable::standing);

    // A page ends behind all that is of one event, for the next one begins with the event behind it.
    private static final ParameterizedSql<After, DeadLetter> LIST = ParameterizedSql.rows(
            after -> select(
                            EVENT_DEAD_LETTER.HANDLER,
                            EVENT_DEAD_LETTER.SEQUENCE,
                            EVENT.ID,
                            EVENT.TYPE,
                            EVENT_DEAD_LETTER.ATTEMPTS,
                            EVENT_DEAD_LETTER.ERROR,
                            EVENT_DEAD_LETTER.CREATED_AT)
                    .from(EVENT_DEAD_LETTER)
                    .join(EVENT)
                    .on(EVENT.TENANT_ID.eq(EVENT_DEAD_LETTER.TENANT_ID))
                    .and(EVENT.SEQUENCE.eq(EVENT_DEAD_LETTER.SEQUENCE))
                    .where(isOf(after, After::subscriber))
                    .and(EVENT_DEAD_LETTER.SEQUENCE.gt(after.value(EVENT_DEAD_LETTER.SEQUENCE, After::sequence)))
                    .orderBy(EVENT_DEAD_LETTER.SEQUENCE)
                    .limit(after.value(Integer.class, After::limit))
                    .withTies(),
            row -> new DeadLetter(
                    row.get(EVENT_DEAD_LETTER.HANDLER),
                    row.get(EVENT_DEAD_LETTER.SEQUENCE),
                    row.get(EVENT.ID),
                    row.get(EVENT.TYPE),
                    row.get(EVENT_DEAD_LETTER.ATTEMPTS),
                    row.get(EVENT_DEAD_LETTER.ERROR),
                    row.instant(EVENT_DEAD_LETTER.CREATED_AT)));

    private static final ParameterizedSql<Letters, String> HANDLERS = ParameterizedSql.rows(
            letters -> select(EVENT_DEAD_LETTER.HANDLER).from(EVENT_DEAD_LETTER).where(isOneOf(letters)),
            row -> row.get(EVENT_DEAD_LETTER.HANDLER));

    private static final ParameterizedSql<Letters, Void> DELETE_ALL =
            ParameterizedSql.change(letters -> deleteFrom(EVENT_DEAD_LETTER).where(isOneOf(letters)));

    private static final ParameterizedSql<Place, Void> COUNT_ATTEMPT =
            ParameterizedSql.change(place -> update(EVENT_DEAD_LETTER)
                    .set(EVENT_DEAD_LETTER.ATTEMPTS, EVENT_DEAD_LETTER.ATTEMPTS.plus(inline(1)))
                    .where(is(place, itself -> itself)));

    private static final ParameterizedSql<Failed, Void> NOTE_ERROR =
            ParameterizedSql.change(failed -> update(EVENT_DEAD_LETTER)
                    .set(
                            EVENT_DEAD_LETTER.ERROR,
                            failed.value(EVENT_DEAD_LETTER.ERROR, noted -> CursorClaimTable.text(noted.failure())))
                    .where(is(failed, Failed::place)));

    private static final ParameterizedSql<Place, Void> DELETE =
            ParameterizedSql.change(place -> deleteFrom(EVENT_DEAD_LETTER).where(is(place, itself -> itself)));

    private record Subscribers(Tenant tenant, String kind) {}

    private record After(Subscriber subscriber, long sequence, int limit) {}

    /** @param handler of which one only, if of one */
    private record Letters(Subscriber subscriber, Optional<String> handler, long sequence) {}

    private record Place(Key key, long sequence) {}

    private record Failed(Place place, Throwable failure) {}

    private final Database database;

    DeadLetterTable(Database database) {
        this.database = database;
    }

    Future<List<Standing>> standings(Tenant tenant, String kind) {
        return database.list(tenant, STANDINGS.with(new Subscribers(tenant, kind)));
    }

    /** Those behind a sequence; a few more than the limit when the last event was put aside by several handlers. */
    Future<List<DeadLetter>> list(Subscriber subscriber, long after, int limit) {
        return database.list(subscriber.tenant(), LIST.with(new After(subscriber, after, limit)));
    }

    /** The handlers that have put an event aside, or the one that is asked for if it has. */
    Future<List<String>> handlers(Subscriber subscriber, Optional<String> handler, long sequence) {
        return database.list(subscriber.tenant(), HANDLERS.with(new Letters(subscriber, handler, sequence)));
    }

    /** Notes one more attempt, before it is made; false when the event is not put aside. */
    Future<Boolean> countAttempt(Key key, long sequence) {
        return change(key, COUNT_ATTEMPT.with(new Place(key, sequence)));
    }

    Future<Boolean> noteError(Key key, long sequence, Throwable failure) {
        return change(key, NOTE_ERROR.with(new Failed(new Place(key, sequence), failure)));
    }

    Future<Boolean> delete(Key key, long sequence) {
        return change(key, DELETE.with(new Place(key, sequence)));
    }

    /** Deletes what all handlers have put aside of an event, or what one has; false when that is nothing. */
    Future<Boolean> delete(Tx tx, Subscriber subscriber, Optional<String> handler, long sequence) {
        return tx.execute(DELETE_ALL.with(new Letters(subscriber, handler, sequence)))
                .map(count -> count > 0);
    }

    private Future<Boolean> change(Key key, Sql<Void> change) {
        return database.inTransaction(key.tenant(), tx -> tx.execute(change)).map(count -> count > 0);
    }

    static <A> Condition isOf(Parameters<A> argument, Function<A, Subscriber> subscriber) {
        return argument.eq(
                        EVENT_DEAD_LETTER.TENANT_ID,
                        given -> subscriber.apply(given).tenant())
                .and(argument.eq(
                        EVENT_DEAD_LETTER.KIND, given -> subscriber.apply(given).kind()))
                .and(argument.eq(
                        EVENT_DEAD_LETTER.SUBSCRIBER,
                        given -> subscriber.apply(given).name()));
    }

    private static Condition isOneOf(Parameters<Letters> letters) {
        return isOf(letters, Letters::subscriber)
                .and(letters.eq(EVENT_DEAD_LETTER.SEQUENCE, Letters::sequence))
                .and(EVENT_DEAD_LETTER.HANDLER.eq(coalesce(
                        letters.value(EVENT_DEAD_LETTER.HANDLER, Letters::handler), EVENT_DEAD_LETTER.HANDLER)));
    }

    private static <A> Condition is(Parameters<A> argument, Function<A, Place> place) {
        return isOf(argument, given -> place.apply(given).key().owner())
                .and(argument.eq(
                        EVENT_DEAD_LETTER.HANDLER,
                        given -> place.apply(given).key().handler()))
                .and(argument.eq(
                        EVENT_DEAD_LETTER.SEQUENCE, given -> place.apply(given).sequence()));
    }

    private static Standing standing(ResultRow row) {
        var position = row.get(EVENT_CURSOR.SEQUENCE);
        var last = Optional.ofNullable(row.get(EVENT_COUNTER.LAST_SEQUENCE)).orElse(0L);
        var nextAttempt = row.get(EVENT_CURSOR.NEXT_ATTEMPT_AT);
        return new Standing(
                row.get(EVENT_CURSOR.SUBSCRIBER),
                row.get(EVENT_CURSOR.HANDLER),
                position,
                Math.max(0, last - position),
                row.get(EVENT_CURSOR.ATTEMPTS),
                Optional.ofNullable(row.get(EVENT_CURSOR.LAST_ERROR)),
                Optional.ofNullable(nextAttempt).map(time -> time.toInstant()),
                row.get(DEAD));
    }
}
