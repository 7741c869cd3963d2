package dev.guildhall.events.internal.durable;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_DEAD_LETTER;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectDistinct;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** The SQL by which the cursors of a subscriber's handlers are made and removed. */
final class HandlerTable {

    private static final ParameterizedSql<Subscriber, Handler> LOCK = ParameterizedSql.rows(
            subscriber -> select(EVENT_CURSOR.HANDLER, EVENT_CURSOR.SEQUENCE)
                    .from(EVENT_CURSOR)
                    .where(CursorTable.isOf(subscriber, itself -> itself))
                    .orderBy(EVENT_CURSOR.HANDLER)
                    .forUpdate(),
            row -> new Handler(row.get(EVENT_CURSOR.HANDLER), row.get(EVENT_CURSOR.SEQUENCE)));

    // Paused, when the others are.
    private static final ParameterizedSql<Added, Void> INSERT = ParameterizedSql.change(added -> query(
            """
            insert into guildhall.event_cursor (tenant_kind, tenant_id, kind, subscriber, handler, sequence, state)
            select {5}, {0}, {1}, {2}, handler, {3},
                   (select min(state) from guildhall.event_cursor
                     where tenant_id = {0} and kind = {1} and subscriber = {2})
              from unnest({4}) handler
            """,
            added.value(EVENT_CURSOR.TENANT_ID, one -> one.subscriber().tenant()),
            added.value(EVENT_CURSOR.KIND, one -> one.subscriber().kind()),
            added.value(EVENT_CURSOR.SUBSCRIBER, one -> one.subscriber().name()),
            added.value(EVENT_CURSOR.SEQUENCE, Added::sequence),
            added.value(String[].class, one -> one.handlers().toArray(String[]::new)),
            added.value(
                    EVENT_CURSOR.TENANT_KIND, one -> one.subscriber().tenant().kind())));

    private static final ParameterizedSql<Some, String> DEAD_TYPES = ParameterizedSql.rows(
            some -> selectDistinct(EVENT.TYPE)
                    .from(EVENT_DEAD_LETTER)
                    .join(EVENT)
                    .on(EVENT.TENANT_ID.eq(EVENT_DEAD_LETTER.TENANT_ID))
                    .and(EVENT.SEQUENCE.eq(EVENT_DEAD_LETTER.SEQUENCE))
                    .where(DeadLetterTable.isOf(some, Some::subscriber))
                    .and(some.isOneOf(EVENT_DEAD_LETTER.HANDLER, Some::handlers)),
            row -> row.get(EVENT.TYPE));

    private static final ParameterizedSql<Bequest, Void> BEQUEATH = ParameterizedSql.change(bequest -> query(
            """
            insert into guildhall.event_dead_letter
              (tenant_id, kind, subscriber, handler, sequence, attempts, error, created_at)
            select d.tenant_id, d.kind, d.subscriber, heir.handler, d.sequence, d.attempts, d.error, d.created_at
              from guildhall.event_dead_letter d
              join guildhall.event e on e.tenant_id = d.tenant_id and e.sequence = d.sequence
              join unnest({4}, {5}) heir (type, handler) on heir.type = e.type
             where d.tenant_id = {0} and d.kind = {1} and d.subscriber = {2} and d.handler = any({3})
            on conflict do nothing
            """,
            bequest.value(EVENT_CURSOR.TENANT_ID, all -> all.from().subscriber().tenant()),
            bequest.value(EVENT_CURSOR.KIND, all -> all.from().subscriber().kind()),
            bequest.value(
                    EVENT_CURSOR.SUBSCRIBER, all -> all.from().subscriber().name()),
            bequest.value(String[].class, all -> all.from().handlers().toArray(String[]::new)),
            bequest.value(
                    String[].class, all -> all.heirs().stream().map(Heir::type).toArray(String[]::new)),
            bequest.value(
                    String[].class,
                    all -> all.heirs().stream().map(Heir::handler).toArray(String[]::new))));

    private static final ParameterizedSql<Some, Void> DELETE = ParameterizedSql.change(some -> deleteFrom(EVENT_CURSOR)
            .where(CursorTable.isOf(some, Some::subscriber))
            .and(some.isOneOf(EVENT_CURSOR.HANDLER, Some::handlers)));

    /** How far a handler has come. */
    record Handler(String name, long sequence) {}

    /** The handler that gets the dead letters with events of a type. */
    record Heir(String type, String handler) {}

    private record Added(Subscriber subscriber, Collection<String> handlers, long sequence) {}

    private record Some(Subscriber subscriber, Collection<String> handlers) {}

    private record Bequest(Some from, Collection<Heir> heirs) {}

    Future<List<Handler>> lock(Tx tx, Subscriber subscriber) {
        return tx.list(LOCK.with(subscriber));
    }

    /** Adds handlers that begin after a sequence to those that are there. */
    Future<Integer> insert(Tx tx, Subscriber subscriber, Collection<String> handlers, long sequence) {
        return tx.execute(INSERT.with(new Added(subscriber, handlers, sequence)));
    }

    /** Of which types the events are that some handlers have put aside. */
    Future<List<String>> deadTypes(Tx tx, Subscriber subscriber, Collection<String> handlers) {
        return tx.list(DEAD_TYPES.with(new Some(subscriber, handlers)));
    }

    /** Gives what some handlers have put aside to others, each of which gets its own. */
    Future<Integer> bequeath(Tx tx, Subscriber subscriber, Collection<String> handlers, Collection<Heir> heirs) {
        return tx.execute(BEQUEATH.with(new Bequest(new Some(subscriber, handlers), heirs)));
    }

    Future<Integer> delete(Tx tx, Subscriber subscriber, Collection<String> handlers) {
        return tx.execute(DELETE.with(new Some(subscriber, handlers)));
    }
}
