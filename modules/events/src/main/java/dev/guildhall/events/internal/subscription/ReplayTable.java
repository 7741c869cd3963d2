package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.internal.subscription.DeliveryTable.Match;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;

/** The SQL of replays: how far they go, and how deliveries make room for being made again. */
final class ReplayTable {

    private static final ParameterizedSql<Since, Long> LAST_BEFORE = ParameterizedSql.rows(
            since -> resultQuery(
                    "select guildhall.last_event_before({0}, {1}) as sequence",
                    since.value(EVENT.TENANT_ID, Since::tenant), since.value(EVENT.TIME, Since::time)),
            row -> row.get(EVENT.SEQUENCE));

    private static final ParameterizedSql<Queue, Long> BEGIN = ParameterizedSql.rows(
            queue -> update(EVENT_SUBSCRIPTION)
                    .set(
                            EVENT_SUBSCRIPTION.REPLAY_UNTIL,
                            select(coalesce(max(EVENT_COUNTER.LAST_SEQUENCE), inline(0L)))
                                    .from(EVENT_COUNTER)
                                    .where(queue.eq(EVENT_COUNTER.TENANT_ID, Queue::tenant)))
                    .where(isOf(queue))
                    .returningResult(EVENT_SUBSCRIPTION.REPLAY_UNTIL),
            row -> row.get(EVENT_SUBSCRIPTION.REPLAY_UNTIL));

    private static final ParameterizedSql<Queue, Optional<Long>> UNTIL = ParameterizedSql.rows(
            queue -> select(EVENT_SUBSCRIPTION.REPLAY_UNTIL)
                    .from(EVENT_SUBSCRIPTION)
                    .where(isOf(queue))
                    .forNoKeyUpdate(),
            row -> Optional.ofNullable(row.get(EVENT_SUBSCRIPTION.REPLAY_UNTIL)));

    private static final ParameterizedSql<Queue, Void> END = ParameterizedSql.change(queue -> update(EVENT_SUBSCRIPTION)
            .set(EVENT_SUBSCRIPTION.REPLAY_UNTIL, castNull(Long.class))
            .where(isOf(queue)));

    // Their attempts go with them. What is under way anyway stays as it is.
    private static final ParameterizedSql<Again, Void> FORGET = ParameterizedSql.change(again -> query(
            """
            delete from guildhall.webhook_delivery
             where tenant_id = {0} and subscription_id = {1} and sequence = any ({2}) and state <> 'PENDING'
            """,
            again.value(EVENT_SUBSCRIPTION.TENANT_ID, it -> it.queue().tenant()),
            again.value(EVENT_SUBSCRIPTION.ID, it -> it.queue().subscription()),
            again.value(Long[].class, Again::sequences)));

    private record Since(Tenant tenant, Instant time) {}

    private record Again(Queue queue, List<Match> matches) {

        Long[] sequences() {
            return matches.stream().map(Match::sequence).toArray(Long[]::new);
        }
    }

    /** The sequence of the last event of a tenant before a time; that before its oldest when there is none. */
    Future<Long> lastBefore(Tx tx, Tenant tenant, Instant time) {
        return tx.first(LAST_BEFORE.with(new Since(tenant, time))).map(Optional::orElseThrow);
    }

    /** Begins one up to the newest event there is, whose sequence it gives. */
    Future<Long> begin(Tx tx, Queue queue) {
        return tx.first(BEGIN.with(queue)).map(Optional::orElseThrow);
    }

    /** How far it goes, which nobody changes until the end of the transaction; empty when there is none. */
    Future<Optional<Long>> until(Tx tx, Queue queue) {
        return tx.first(UNTIL.with(queue)).map(found -> found.flatMap(until -> until));
    }

    Future<Void> end(Tx tx, Queue queue) {
        return tx.execute(END.with(queue)).mapEmpty();
    }

    /** Forgets what became of deliveries, so that they can be made again. */
    Future<Void> forget(Tx tx, Queue queue, List<Match> matches) {
        return tx.execute(FORGET.with(new Again(queue, matches))).mapEmpty();
    }

    private static Condition isOf(Parameters<Queue> queue) {
        return queue.eq(EVENT_SUBSCRIPTION.TENANT_ID, Queue::tenant)
                .and(queue.eq(EVENT_SUBSCRIPTION.ID, Queue::subscription));
    }
}
