package dev.guildhall.events.internal.subscription;

import static dev.guildhall.core.database.Sql.bind;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.sink.Attempt;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.OffsetDateTime;
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

    /**
     * What an attempt means for its delivery.
     *
     * @param pause until the next attempt; null when there is none
     */
    record Outcome(String state, Duration pause) {

        static final Outcome DELIVERED = new Outcome(DeliveryTable.DELIVERED, null);
        static final Outcome DEAD = new Outcome(DeliveryTable.DEAD, null);

        static Outcome retry(Duration pause) {
            return new Outcome(PENDING, pause);
        }
    }

    /** Notes an attempt; false when the claim is lost. */
    Future<Boolean> note(QueueClaim claim, Delivery delivery, Attempt attempt, Outcome outcome) {
        return database.first(claim.key().workspace(), NOTE, noting(claim, delivery, attempt, outcome))
                .map(Optional::isPresent);
    }

    Future<Boolean> note(Tx tx, QueueClaim claim, Delivery delivery, Attempt attempt, Outcome outcome) {
        return tx.first(NOTE, noting(claim, delivery, attempt, outcome)).map(Optional::isPresent);
    }

    private static Object[] noting(QueueClaim claim, Delivery delivery, Attempt attempt, Outcome outcome) {
        var queue = claim.key();
        var pause = outcome.pause() == null ? null : (Long) outcome.pause().toMillis();
        return new Object[] {
            queue.workspace(),
            queue.subscription(),
            claim.owner(),
            claim.id(),
            outcome.state(),
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
}
