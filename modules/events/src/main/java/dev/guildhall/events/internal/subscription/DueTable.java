package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import dev.guildhall.events.internal.subscription.SubscriptionTable.Target;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Field;

/** The SQL by which it is read what is due, together with where it goes. */
final class DueTable {

    private static final Field<String> QUEUE_KIND = field(name("queue_kind"), String.class);
    private static final Field<UUID> QUEUE_TENANT = field(name("queue_tenant"), UUID.class);
    private static final Field<UUID> QUEUE_SUBSCRIPTION = field(name("queue_subscription"), UUID.class);
    private static final Field<UUID> DELIVERY_ID = field(name("delivery_id"), UUID.class);

    // In order, only the first delivery that is not finished with can be due. Events are looked up one by one whatever
    // the planner thinks of the table's size, which may be another when the plan is used.
    private static final ParameterizedSql<Wanted, Row> READ = ParameterizedSql.rows(
            wanted -> resultQuery(
                    """
            select s.tenant_kind as queue_kind, s.tenant_id as queue_tenant, s.id as queue_subscription,
                   s.sink_kind, s.sink, s.ordered, s.secret, s.former_secrets, s.former_secrets_until,
                   d.id as delivery_id, d.attempts, e.*
              from unnest({0}, {1}) queue (tenant_id, subscription_id)
              join guildhall.event_subscription s
                on s.tenant_id = queue.tenant_id and s.id = queue.subscription_id and s.enabled
              left join lateral (
                (select id, sequence, attempts, next_attempt_at
                   from guildhall.webhook_delivery
                  where tenant_id = s.tenant_id and subscription_id = s.id and not s.ordered
                    and state = 'PENDING' and next_attempt_at <= now() and id <> all({2})
                  order by next_attempt_at, sequence
                  limit {3})
                union all
                select *
                  from (select id, sequence, attempts, next_attempt_at
                          from guildhall.webhook_delivery
                         where tenant_id = s.tenant_id and subscription_id = s.id and s.ordered
                           and state = 'PENDING'
                         order by sequence
                         limit 1) foremost
                 where next_attempt_at <= now() and id <> all({2})) d on true
              left join lateral (
                select * from guildhall.event
                 where tenant_id = s.tenant_id and sequence = d.sequence
                 limit 1) e on true
             order by d.next_attempt_at, d.sequence
            """,
                    wanted.value(UUID[].class, Wanted::tenants),
                    wanted.value(UUID[].class, Wanted::subscriptions),
                    wanted.value(UUID[].class, Wanted::exceptions),
                    wanted.value(Integer.class, Wanted::limit)),
            DueTable::row);

    private record Wanted(List<Queue> queues, Collection<UUID> except, int limit) {

        UUID[] tenants() {
            return queues.stream().map(queue -> queue.tenant().value()).toArray(UUID[]::new);
        }

        UUID[] subscriptions() {
            return queues.stream().map(Queue::subscription).toArray(UUID[]::new);
        }

        UUID[] exceptions() {
            return except.toArray(UUID[]::new);
        }
    }

    private record Row(Queue queue, Target target, Optional<Delivery> delivery) {}

    /**
     * What is due in some queues, up to a number of deliveries of each; queues of which there is nothing to tell are left
     * out.
     */
    Future<Map<Queue, Due>> read(Tx tx, List<Queue> queues, int limit) {
        return read(tx, queues, List.of(), limit);
    }

    /** What is due in a queue, but for some deliveries. */
    Future<Due> read(Tx tx, Queue queue, Collection<UUID> except, int limit) {
        return read(tx, List.of(queue), except, limit).map(due -> due.getOrDefault(queue, Due.NOTHING));
    }

    private static Future<Map<Queue, Due>> read(Tx tx, List<Queue> queues, Collection<UUID> except, int limit) {
        return tx.list(READ.with(new Wanted(queues, except, limit)))
                .map(rows -> rows.stream()
                        .collect(Collectors.groupingBy(
                                Row::queue, Collectors.collectingAndThen(Collectors.toList(), of -> due(of, limit)))));
    }

    private static Due due(List<Row> rows, int limit) {
        var deliveries = rows.stream().flatMap(row -> row.delivery().stream()).toList();
        return new Due(Optional.of(rows.get(0).target()), deliveries, deliveries.size() == limit);
    }

    private static Row row(ResultRow row) {
        var delivery = Optional.ofNullable(row.get(DELIVERY_ID))
                .map(id -> new Delivery(id, row.get(WEBHOOK_DELIVERY.ATTEMPTS), EventTable.event(row)));
        return new Row(
                new Queue(
                        Tenant.of(Tenant.Kind.valueOf(row.get(QUEUE_KIND)), row.get(QUEUE_TENANT)),
                        row.get(QUEUE_SUBSCRIPTION)),
                SubscriptionTable.target(row),
                delivery);
    }
}
