package dev.guildhall.events.internal.durable;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_DEAD_LETTER;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers.DeadLetter;
import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.events.internal.durable.Cursor.Key;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** What those who look after subscribers ask of the tables {@code event_cursor} and {@code event_dead_letter}. */
final class DeadLetterTable {

    private static final Field<Integer> DEAD = field(selectCount()
                    .from(EVENT_DEAD_LETTER)
                    .where(EVENT_DEAD_LETTER.WORKSPACE_ID.eq(EVENT_CURSOR.WORKSPACE_ID))
                    .and(EVENT_DEAD_LETTER.KIND.eq(EVENT_CURSOR.KIND))
                    .and(EVENT_DEAD_LETTER.SUBSCRIBER.eq(EVENT_CURSOR.SUBSCRIBER)))
            .as("dead");

    private static final Sql<Standing> STANDINGS = Sql.rows(
            select(
                            EVENT_CURSOR.SUBSCRIBER,
                            EVENT_CURSOR.SEQUENCE,
                            EVENT_COUNTER.LAST_SEQUENCE,
                            EVENT_CURSOR.ATTEMPTS,
                            EVENT_CURSOR.LAST_ERROR,
                            EVENT_CURSOR.NEXT_ATTEMPT_AT,
                            DEAD)
                    .from(EVENT_CURSOR)
                    .leftJoin(EVENT_COUNTER)
                    .on(EVENT_COUNTER.WORKSPACE_ID.eq(EVENT_CURSOR.WORKSPACE_ID))
                    .where(EVENT_CURSOR.WORKSPACE_ID.eq(bind(UUID.class)))
                    .and(EVENT_CURSOR.KIND.eq(bind(String.class))),
            DeadLetterTable::standing);

    private static final Sql<DeadLetter> LIST = Sql.rows(
            select(
                            EVENT_DEAD_LETTER.SEQUENCE,
                            EVENT.ID,
                            EVENT.TYPE,
                            EVENT_DEAD_LETTER.ATTEMPTS,
                            EVENT_DEAD_LETTER.ERROR,
                            EVENT_DEAD_LETTER.CREATED_AT)
                    .from(EVENT_DEAD_LETTER)
                    .join(EVENT)
                    .on(EVENT.WORKSPACE_ID.eq(EVENT_DEAD_LETTER.WORKSPACE_ID))
                    .and(EVENT.SEQUENCE.eq(EVENT_DEAD_LETTER.SEQUENCE))
                    .where(key())
                    .and(EVENT_DEAD_LETTER.SEQUENCE.gt(bind(Long.class)))
                    .orderBy(EVENT_DEAD_LETTER.SEQUENCE)
                    .limit(bind(Integer.class)),
            row -> new DeadLetter(
                    row.get(EVENT_DEAD_LETTER.SEQUENCE),
                    row.get(EVENT.ID),
                    row.get(EVENT.TYPE),
                    row.get(EVENT_DEAD_LETTER.ATTEMPTS),
                    row.get(EVENT_DEAD_LETTER.ERROR),
                    row.instant(EVENT_DEAD_LETTER.CREATED_AT)));

    private static final Sql<Void> COUNT_ATTEMPT = Sql.change(update(EVENT_DEAD_LETTER)
            .set(EVENT_DEAD_LETTER.ATTEMPTS, EVENT_DEAD_LETTER.ATTEMPTS.plus(inline(1)))
            .where(key())
            .and(EVENT_DEAD_LETTER.SEQUENCE.eq(bind(Long.class))));

    private static final Sql<Void> NOTE_ERROR = Sql.change(update(EVENT_DEAD_LETTER)
            .set(EVENT_DEAD_LETTER.ERROR, bind(String.class))
            .where(key())
            .and(EVENT_DEAD_LETTER.SEQUENCE.eq(bind(Long.class))));

    private static final Sql<Void> DELETE =
            Sql.change(deleteFrom(EVENT_DEAD_LETTER).where(key()).and(EVENT_DEAD_LETTER.SEQUENCE.eq(bind(Long.class))));

    private final Database database;

    DeadLetterTable(Database database) {
        this.database = database;
    }

    Future<List<Standing>> standings(WorkspaceId workspace, String kind) {
        return database.list(workspace, STANDINGS, workspace, kind);
    }

    Future<List<DeadLetter>> list(Key key, long after, int limit) {
        return database.list(key.workspace(), LIST, key.workspace(), key.kind(), key.subscriber(), after, limit);
    }

    /** Notes one more attempt, before it is made; false when the event is not put aside. */
    Future<Boolean> countAttempt(Key key, long sequence) {
        return change(tx -> tx.execute(COUNT_ATTEMPT, key.workspace(), key.kind(), key.subscriber(), sequence), key);
    }

    Future<Boolean> noteError(Key key, long sequence, Throwable failure) {
        return change(
                tx -> tx.execute(
                        NOTE_ERROR, CursorTable.text(failure), key.workspace(), key.kind(), key.subscriber(), sequence),
                key);
    }

    Future<Boolean> delete(Key key, long sequence) {
        return change(tx -> tx.execute(DELETE, key.workspace(), key.kind(), key.subscriber(), sequence), key);
    }

    Future<Boolean> delete(Tx tx, Key key, long sequence) {
        return tx.execute(DELETE, key.workspace(), key.kind(), key.subscriber(), sequence)
                .map(count -> count > 0);
    }

    private interface Change {

        Future<Integer> in(Tx tx);
    }

    private Future<Boolean> change(Change change, Key key) {
        return database.inTransaction(key.workspace(), change::in).map(count -> count > 0);
    }

    private static Condition key() {
        return EVENT_DEAD_LETTER
                .WORKSPACE_ID
                .eq(bind(UUID.class))
                .and(EVENT_DEAD_LETTER.KIND.eq(bind(String.class)))
                .and(EVENT_DEAD_LETTER.SUBSCRIBER.eq(bind(String.class)));
    }

    private static Standing standing(ResultRow row) {
        var position = row.get(EVENT_CURSOR.SEQUENCE);
        var last = Optional.ofNullable(row.get(EVENT_COUNTER.LAST_SEQUENCE)).orElse(0L);
        var nextAttempt = row.get(EVENT_CURSOR.NEXT_ATTEMPT_AT);
        return new Standing(
                row.get(EVENT_CURSOR.SUBSCRIBER),
                position,
                Math.max(0, last - position),
                row.get(EVENT_CURSOR.ATTEMPTS),
                Optional.ofNullable(row.get(EVENT_CURSOR.LAST_ERROR)),
                Optional.ofNullable(nextAttempt).map(time -> time.toInstant()),
                row.get(DEAD));
    }
}
