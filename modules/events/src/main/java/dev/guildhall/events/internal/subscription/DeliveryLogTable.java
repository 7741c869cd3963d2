package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.WEBHOOK_ATTEMPT;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.DeliveryLog;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL by which subscribers look at their deliveries. */
final class DeliveryLogTable {

    static final ListFields<DeliveryLog> FIELDS = ListFields.<DeliveryLog>named("deliveries")
            .field("sequence", number(), WEBHOOK_DELIVERY.SEQUENCE, DeliveryLog::sequence)
            .filterable(
                    "state",
                    enumeration(DeliveryTable.PENDING, DeliveryTable.DELIVERED, DeliveryTable.DEAD),
                    WEBHOOK_DELIVERY.STATE)
            .filterable("eventType", text(), EVENT.TYPE)
            .filterable("createdAt", timestamp(), WEBHOOK_DELIVERY.CREATED_AT)
            .defaultOrder("sequence desc")
            .id("sequence", number(), WEBHOOK_DELIVERY.SEQUENCE, DeliveryLog::sequence);

    private static final Field<UUID> EVENT_ID = EVENT.ID.as("event_id");

    private final Database database;

    DeliveryLogTable(Database database) {
        this.database = database;
    }

    /** A page of the deliveries to a subscription, each with all its attempts. */
    Future<Page<DeliveryLog>> page(Queue queue, PageRequest<DeliveryLog> request) {
        return request.read(
                        database,
                        queue.tenant(),
                        asked -> select(
                                        WEBHOOK_DELIVERY.ID,
                                        EVENT_ID,
                                        EVENT.TYPE,
                                        WEBHOOK_DELIVERY.SEQUENCE,
                                        WEBHOOK_DELIVERY.STATE,
                                        WEBHOOK_DELIVERY.NEXT_ATTEMPT_AT,
                                        WEBHOOK_DELIVERY.CREATED_AT,
                                        WEBHOOK_DELIVERY.FINISHED_AT)
                                .from(WEBHOOK_DELIVERY)
                                // Each has its event; said so, PostgreSQL expects no row to fall away and reads them in
                                // order.
                                .leftJoin(EVENT)
                                .on(EVENT.TENANT_ID.eq(WEBHOOK_DELIVERY.TENANT_ID))
                                .and(EVENT.SEQUENCE.eq(WEBHOOK_DELIVERY.SEQUENCE))
                                .where(isOf(queue))
                                .and(asked.condition())
                                .orderBy(asked.orderBy())
                                .limit(asked.limit()),
                        DeliveryLogTable::log)
                .compose(page -> attempts(queue, page.items())
                        .map(byDelivery -> page.map(
                                delivery -> delivery.with(byDelivery.getOrDefault(delivery.id(), List.of())))));
    }

    private record Made(UUID delivery, DeliveryAttempt attempt) {}

    private Future<Map<UUID, List<DeliveryAttempt>>> attempts(Queue queue, List<DeliveryLog> deliveries) {
        var query = select(
                        WEBHOOK_ATTEMPT.DELIVERY_ID,
                        WEBHOOK_ATTEMPT.STARTED_AT,
                        WEBHOOK_ATTEMPT.DURATION_MS,
                        WEBHOOK_ATTEMPT.STATUS,
                        WEBHOOK_ATTEMPT.ERROR,
                        WEBHOOK_ATTEMPT.RESPONSE)
                .from(WEBHOOK_ATTEMPT)
                .where(WEBHOOK_ATTEMPT.TENANT_ID.eq(queue.tenant().value()))
                .and(WEBHOOK_ATTEMPT.SUBSCRIPTION_ID.eq(queue.subscription()))
                .and(WEBHOOK_ATTEMPT.DELIVERY_ID.eq(
                        any(deliveries.stream().map(DeliveryLog::id).toArray(UUID[]::new))))
                .orderBy(WEBHOOK_ATTEMPT.DELIVERY_ID, WEBHOOK_ATTEMPT.ATTEMPT);
        return database.list(queue.tenant(), Sql.rows(query, DeliveryLogTable::made))
                .map(all -> all.stream().collect(groupingBy(Made::delivery, mapping(Made::attempt, toList()))));
    }

    private static Condition isOf(Queue queue) {
        return WEBHOOK_DELIVERY
                .TENANT_ID
                .eq(queue.tenant().value())
                .and(WEBHOOK_DELIVERY.SUBSCRIPTION_ID.eq(queue.subscription()));
    }

    private static DeliveryLog log(ResultRow row) {
        return new DeliveryLog(
                row.get(WEBHOOK_DELIVERY.ID),
                row.get(EVENT_ID),
                row.get(EVENT.TYPE),
                row.get(WEBHOOK_DELIVERY.SEQUENCE),
                row.get(WEBHOOK_DELIVERY.STATE),
                row.instant(WEBHOOK_DELIVERY.NEXT_ATTEMPT_AT),
                row.instant(WEBHOOK_DELIVERY.CREATED_AT),
                row.instant(WEBHOOK_DELIVERY.FINISHED_AT),
                List.of());
    }

    private static Made made(ResultRow row) {
        return new Made(
                row.get(WEBHOOK_ATTEMPT.DELIVERY_ID),
                new DeliveryAttempt(
                        row.instant(WEBHOOK_ATTEMPT.STARTED_AT),
                        Duration.ofMillis(row.get(WEBHOOK_ATTEMPT.DURATION_MS)),
                        row.get(WEBHOOK_ATTEMPT.STATUS),
                        row.get(WEBHOOK_ATTEMPT.ERROR),
                        row.get(WEBHOOK_ATTEMPT.RESPONSE),
                        Duration.ZERO));
    }
}
