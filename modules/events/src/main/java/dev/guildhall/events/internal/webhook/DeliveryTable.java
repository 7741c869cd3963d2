package dev.guildhall.events.internal.webhook;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.events.internal.webhook.QueueTable.Queue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;

/** The SQL by which deliveries are made and worked on. */
final class DeliveryTable {

    static final String PENDING = "PENDING";
    static final String DELIVERED = "DELIVERED";
    static final String DEAD = "DEAD";

    private static final Field<UUID> DELIVERY_ID = field(name("delivery_id"), UUID.class);

    private static final Sql<Void> INSERT = Sql.change(
            query("""
            insert into guildhall.webhook_delivery
              (workspace_id, subscription_id, id, sequence, state, next_attempt_at, created_at)
            select {0}, added.subscription_id, added.id, added.sequence, 'PENDING',
                   now() + {1} * interval '1 millisecond', now()
              from unnest({2}, {3}, {4}) added (subscription_id, id, sequence)
            on conflict on constraint webhook_delivery_once do nothing
            """, bind(UUID.class), bind(Long.class), bind(UUID[].class), bind(UUID[].class), bind(Long[].class)));

    private static final Sql<Delivery> DUE = Sql.rows(
            resultQuery("""
                    select delivery.id as delivery_id, delivery.attempts, event.*
                      from guildhall.webhook_delivery delivery
                      join guildhall.event event
                        on event.workspace_id = delivery.workspace_id and event.sequence = delivery.sequence
                     where delivery.workspace_id = {0} and delivery.subscription_id = {1}
                       and delivery.state = 'PENDING' and delivery.next_attempt_at <= now()
                       and delivery.id <> all({2})
                     order by delivery.next_attempt_at, delivery.sequence
                     limit {3}
                    """, bind(UUID.class), bind(UUID.class), bind(UUID[].class), bind(Integer.class)),
            DeliveryTable::delivery);

    private static final Sql<Delivery> FIRST_IF_DUE =
            Sql.rows(resultQuery("""
                    select delivery.id as delivery_id, delivery.attempts, event.*
                      from (select * from guildhall.webhook_delivery
                             where workspace_id = {0} and subscription_id = {1} and state = 'PENDING'
                             order by sequence
                             limit 1) delivery
                      join guildhall.event event
                        on event.workspace_id = delivery.workspace_id and event.sequence = delivery.sequence
                     where delivery.next_attempt_at <= now()
                    """, bind(UUID.class), bind(UUID.class)), DeliveryTable::delivery);

    // The attempt is noted only when the delivery is still there and pending.
    private static final Sql<Void> NOTE = Sql.change(query(
            """
            with noted as (
              update guildhall.webhook_delivery
                 set state = {0}, attempts = {1},
                     next_attempt_at = now() + cast({2} as bigint) * interval '1 millisecond',
                     finished_at = case when {3} then now() end
               where workspace_id = {4} and subscription_id = {5} and id = {6} and state = 'PENDING'
              returning workspace_id, subscription_id, id, attempts)
            insert into guildhall.webhook_attempt
              (workspace_id, subscription_id, delivery_id, attempt, started_at, duration_ms, status, error, response)
            select noted.*, {7}, {8}, cast({9} as integer), {10}, {11} from noted
            """,
            bind(String.class),
            bind(Integer.class),
            bind(Long.class),
            bind(Boolean.class),
            bind(UUID.class),
            bind(UUID.class),
            bind(UUID.class),
            bind(OffsetDateTime.class),
            bind(Integer.class),
            bind(Integer.class),
            bind(String.class),
            bind(String.class)));

    private final Database database;

    DeliveryTable(Database database) {
        this.database = database;
    }

    /** That an event is for a subscription. */
    record Match(UUID subscription, long sequence) {}

    /** Inserts deliveries; those that exist already stay as they are. */
    Future<Void> insert(Tx tx, WorkspaceId workspace, List<Match> matches, Duration firstPause) {
        return tx.execute(
                        INSERT,
                        workspace,
                        firstPause.toMillis(),
                        matches.stream().map(Match::subscription).toArray(UUID[]::new),
                        matches.stream().map(match -> Ids.next()).toArray(UUID[]::new),
                        matches.stream().map(Match::sequence).toArray(Long[]::new))
                .mapEmpty();
    }

    /** Deliveries whose time has come, but for those named. */
    Future<List<Delivery>> due(Queue queue, Collection<UUID> except, int limit) {
        return database.list(
                Scope.of(queue.workspace()),
                DUE,
                queue.workspace(),
                queue.subscription(),
                except.toArray(UUID[]::new),
                limit);
    }

    /** The delivery of the first event that is not finished with, when its time has come. */
    Future<List<Delivery>> firstIfDue(Queue queue) {
        return database.list(Scope.of(queue.workspace()), FIRST_IF_DUE, queue.workspace(), queue.subscription());
    }

    /** Notes an attempt that finished the delivery, for good or not. */
    Future<Void> finish(Tx tx, Queue queue, Delivery delivery, Attempt attempt, String state) {
        return note(tx, queue, delivery, attempt, state, null);
    }

    /** Notes an attempt after which there is to be another. */
    Future<Void> retry(Tx tx, Queue queue, Delivery delivery, Attempt attempt, Duration pause) {
        return note(tx, queue, delivery, attempt, PENDING, pause.toMillis());
    }

    private Future<Void> note(Tx tx, Queue queue, Delivery delivery, Attempt attempt, String state, Long pause) {
        return tx.execute(
                        NOTE,
                        state,
                        delivery.attempts() + 1,
                        pause,
                        pause == null,
                        queue.workspace(),
                        queue.subscription(),
                        delivery.id(),
                        attempt.startedAt(),
                        (int) attempt.duration().toMillis(),
                        attempt.status(),
                        attempt.error(),
                        attempt.response())
                .mapEmpty();
    }

    private static Delivery delivery(ResultRow row) {
        return new Delivery(row.get(DELIVERY_ID), row.get(WEBHOOK_DELIVERY.ATTEMPTS), EventTable.event(row));
    }
}
