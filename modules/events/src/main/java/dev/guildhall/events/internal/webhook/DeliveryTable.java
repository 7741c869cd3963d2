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
import java.util.Optional;
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

    // The attempt is noted only under the claim by which it was made, and while the delivery is still there and
    // pending.
    // Those who take claims away want the queue's row for themselves, so they wait for the lock; new deliveries do not.
    private static final Sql<UUID> NOTE = Sql.rows(
            resultQuery(
                    """
            with held as (
              select from guildhall.webhook_queue
               where workspace_id = {0} and subscription_id = {1} and lease_owner = {2} and lease_id = {3}
                 for key share),
            noted as (
              update guildhall.webhook_delivery
                 set state = {4}, attempts = {5},
                     next_attempt_at = now() + cast({6} as bigint) * interval '1 millisecond',
                     finished_at = case when {7} then now() end
               where workspace_id = {8} and subscription_id = {9} and id = {10} and state = 'PENDING'
                 and exists (select from held)
              returning workspace_id, subscription_id, id, attempts)
            insert into guildhall.webhook_attempt
              (workspace_id, subscription_id, delivery_id, attempt, started_at, duration_ms, status, error, response)
            select noted.*, {11}, {12}, cast({13} as integer), {14}, {15} from noted
            returning delivery_id
            """,
                    bind(UUID.class),
                    bind(UUID.class),
                    bind(UUID.class),
                    bind(UUID.class),
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
                    bind(String.class)),
            row -> row.get(DELIVERY_ID));

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

    /** Notes an attempt that finished the delivery, for good or not; false when the claim is lost. */
    Future<Boolean> finish(QueueClaim claim, Delivery delivery, Attempt attempt, String state) {
        return database.first(scope(claim), NOTE, noting(claim, delivery, attempt, state, null))
                .map(Optional::isPresent);
    }

    Future<Boolean> finish(Tx tx, QueueClaim claim, Delivery delivery, Attempt attempt, String state) {
        return tx.first(NOTE, noting(claim, delivery, attempt, state, null)).map(Optional::isPresent);
    }

    /** Notes an attempt after which there is to be another; false when the claim is lost. */
    Future<Boolean> retry(QueueClaim claim, Delivery delivery, Attempt attempt, Duration pause) {
        return database.first(scope(claim), NOTE, noting(claim, delivery, attempt, PENDING, pause.toMillis()))
                .map(Optional::isPresent);
    }

    private static Scope scope(QueueClaim claim) {
        return Scope.of(claim.queue().workspace());
    }

    private static Object[] noting(QueueClaim claim, Delivery delivery, Attempt attempt, String state, Long pause) {
        var queue = claim.queue();
        return new Object[] {
            queue.workspace(),
            queue.subscription(),
            claim.lease().owner(),
            claim.id(),
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
            attempt.response()
        };
    }

    private static Delivery delivery(ResultRow row) {
        return new Delivery(row.get(DELIVERY_ID), row.get(WEBHOOK_DELIVERY.ATTEMPTS), EventTable.event(row));
    }
}
