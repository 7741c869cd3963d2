package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.WEBHOOK_ATTEMPT;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.events.DeadDelivery;
import dev.guildhall.events.DeadDeliveryRange;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL on the deliveries that were given up on. */
final class DeadDeliveryTable {

    static final ListFields<DeadDelivery> FIELDS = ListFields.<DeadDelivery>named("dead-letters")
            .field("sequence", number(), WEBHOOK_DELIVERY.SEQUENCE, DeadDelivery::sequence)
            .filterable("type", text(), EVENT.TYPE)
            .filterable("since", timestamp(), WEBHOOK_DELIVERY.FINISHED_AT)
            .defaultOrder("sequence")
            .id("sequence", number(), WEBHOOK_DELIVERY.SEQUENCE, DeadDelivery::sequence);

    private static final Field<UUID> EVENT_ID = EVENT.ID.as("event_id");
    private static final Field<UUID> DELIVERY_ID = field(name("delivery_id"), UUID.class);

    private static final ParameterizedSql<Letter, Delivery> FIND = ParameterizedSql.rows(
            letter -> resultQuery(
                    """
            select d.id as delivery_id, d.attempts, e.*
              from guildhall.webhook_delivery d
              join guildhall.event e on e.tenant_id = d.tenant_id and e.sequence = d.sequence
             where d.tenant_id = {0} and d.subscription_id = {1} and d.sequence = {2} and d.state = 'DEAD'
            """,
                    letter.value(WEBHOOK_DELIVERY.TENANT_ID, one -> one.queue().tenant()),
                    letter.value(
                            WEBHOOK_DELIVERY.SUBSCRIPTION_ID, one -> one.queue().subscription()),
                    letter.value(WEBHOOK_DELIVERY.SEQUENCE, Letter::sequence)),
            row -> new Delivery(row.get(DELIVERY_ID), row.get(WEBHOOK_DELIVERY.ATTEMPTS), EventTable.event(row)));

    // The number of the attempt is told by the row, for others may try the same at the same time.
    private static final ParameterizedSql<Tried, Void> NOTE = ParameterizedSql.change(tried -> query(
            """
            with noted as (
              update guildhall.webhook_delivery
                 set attempts = attempts + 1, state = {3},
                     finished_at = case when {3} = 'DEAD' then finished_at else now() end
               where tenant_id = {0} and subscription_id = {1} and id = {2} and state = 'DEAD'
              returning tenant_id, subscription_id, id, attempts)
            insert into guildhall.webhook_attempt
              (tenant_id, subscription_id, delivery_id, attempt, started_at, duration_ms, status, error, response)
            select noted.*, {4}, {5}, cast({6} as integer), {7}, {8} from noted
            """,
            tried.value(WEBHOOK_DELIVERY.TENANT_ID, made -> made.queue().tenant()),
            tried.value(WEBHOOK_DELIVERY.SUBSCRIPTION_ID, made -> made.queue().subscription()),
            tried.value(WEBHOOK_DELIVERY.ID, Tried::delivery),
            tried.value(WEBHOOK_DELIVERY.STATE, Tried::state),
            tried.value(WEBHOOK_ATTEMPT.STARTED_AT, made -> made.attempt().startedAt()),
            tried.value(WEBHOOK_ATTEMPT.DURATION_MS, made ->
                    (int) made.attempt().duration().toMillis()),
            tried.value(WEBHOOK_ATTEMPT.STATUS, made -> made.attempt().status()),
            tried.value(WEBHOOK_ATTEMPT.ERROR, made -> made.attempt().error()),
            tried.value(WEBHOOK_ATTEMPT.RESPONSE, made -> made.attempt().response())));

    private static final ParameterizedSql<Several, Void> REVIVE =
            ParameterizedSql.change(several -> update(WEBHOOK_DELIVERY)
                    .set(WEBHOOK_DELIVERY.STATE, inline(DeliveryTable.PENDING))
                    .set(WEBHOOK_DELIVERY.NEXT_ATTEMPT_AT, currentOffsetDateTime())
                    .set(WEBHOOK_DELIVERY.FINISHED_AT, castNull(OffsetDateTime.class))
                    .where(isDead(several, Several::queue))
                    .and(WEBHOOK_DELIVERY.SEQUENCE.gt(several.value(WEBHOOK_DELIVERY.SEQUENCE, Several::after)))
                    .and(WEBHOOK_DELIVERY.SEQUENCE.le(several.value(WEBHOOK_DELIVERY.SEQUENCE, Several::until)))
                    .and(WEBHOOK_DELIVERY.FINISHED_AT.ge(several.value(WEBHOOK_DELIVERY.FINISHED_AT, Several::since))));

    private static final ParameterizedSql<Letter, Void> DELETE =
            ParameterizedSql.change(letter -> deleteFrom(WEBHOOK_DELIVERY)
                    .where(isDead(letter, Letter::queue))
                    .and(letter.eq(WEBHOOK_DELIVERY.SEQUENCE, Letter::sequence)));

    private record Letter(Queue queue, long sequence) {}

    private record Several(Queue queue, DeadDeliveryRange range) {

        long after() {
            return range.after().orElse(0L);
        }

        long until() {
            return range.until().orElse(Long.MAX_VALUE);
        }

        Instant since() {
            return range.since().orElse(Instant.EPOCH);
        }
    }

    private record Tried(Queue queue, UUID delivery, DeliveryAttempt attempt) {

        String state() {
            return attempt.succeeded() ? DeliveryTable.DELIVERED : DeliveryTable.DEAD;
        }
    }

    private final Database database;

    DeadDeliveryTable(Database database) {
        this.database = database;
    }

    Future<Page<DeadDelivery>> page(Queue queue, PageRequest<DeadDelivery> request) {
        return request.read(
                database,
                queue.tenant(),
                asked -> select(
                                WEBHOOK_DELIVERY.SEQUENCE,
                                EVENT_ID,
                                EVENT.TYPE,
                                WEBHOOK_DELIVERY.ATTEMPTS,
                                WEBHOOK_ATTEMPT.STATUS,
                                WEBHOOK_ATTEMPT.ERROR,
                                WEBHOOK_DELIVERY.FINISHED_AT)
                        .from(WEBHOOK_DELIVERY)
                        // As with all deliveries, so that they are read in order; and each dead one has been tried.
                        .leftJoin(EVENT)
                        .on(EVENT.TENANT_ID.eq(WEBHOOK_DELIVERY.TENANT_ID))
                        .and(EVENT.SEQUENCE.eq(WEBHOOK_DELIVERY.SEQUENCE))
                        .leftJoin(WEBHOOK_ATTEMPT)
                        .on(WEBHOOK_ATTEMPT.TENANT_ID.eq(WEBHOOK_DELIVERY.TENANT_ID))
                        .and(WEBHOOK_ATTEMPT.SUBSCRIPTION_ID.eq(WEBHOOK_DELIVERY.SUBSCRIPTION_ID))
                        .and(WEBHOOK_ATTEMPT.DELIVERY_ID.eq(WEBHOOK_DELIVERY.ID))
                        .and(WEBHOOK_ATTEMPT.ATTEMPT.eq(WEBHOOK_DELIVERY.ATTEMPTS))
                        .where(WEBHOOK_DELIVERY.TENANT_ID.eq(queue.tenant().value()))
                        .and(WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(queue.subscription()))
                        .and(WEBHOOK_DELIVERY.STATE.eq(inline(DeliveryTable.DEAD)))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(asked.limit()),
                DeadDeliveryTable::dead);
    }

    Future<Optional<Delivery>> find(Tx tx, Queue queue, long sequence) {
        return tx.first(FIND.with(new Letter(queue, sequence)));
    }

    /** Notes one more attempt: the delivery is dead no more when it succeeded. */
    Future<Void> note(Queue queue, Delivery delivery, DeliveryAttempt attempt) {
        return database.inTransaction(
                        queue.tenant(), tx -> tx.execute(NOTE.with(new Tried(queue, delivery.id(), attempt))))
                .mapEmpty();
    }

    /** Makes those of a range due once more; gives how many. */
    Future<Integer> revive(Tx tx, Queue queue, DeadDeliveryRange range) {
        return tx.execute(REVIVE.with(new Several(queue, range)));
    }

    /** False when there is no such delivery. */
    Future<Boolean> delete(Tx tx, Queue queue, long sequence) {
        return tx.execute(DELETE.with(new Letter(queue, sequence))).map(count -> count > 0);
    }

    private static <A> Condition isDead(Parameters<A> argument, Function<A, Queue> queue) {
        return argument.eq(
                        WEBHOOK_DELIVERY.TENANT_ID, given -> queue.apply(given).tenant())
                .and(argument.eq(
                        WEBHOOK_DELIVERY.SUBSCRIPTION_ID,
                        given -> queue.apply(given).subscription()))
                .and(WEBHOOK_DELIVERY.STATE.eq(inline(DeliveryTable.DEAD)));
    }

    private static DeadDelivery dead(ResultRow row) {
        return new DeadDelivery(
                row.get(WEBHOOK_DELIVERY.SEQUENCE),
                row.get(EVENT_ID),
                row.get(EVENT.TYPE),
                row.get(WEBHOOK_DELIVERY.ATTEMPTS),
                DeliveryAttempt.failure(row.get(WEBHOOK_ATTEMPT.STATUS), row.get(WEBHOOK_ATTEMPT.ERROR)),
                row.instant(WEBHOOK_DELIVERY.FINISHED_AT));
    }
}
