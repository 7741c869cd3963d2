package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static dev.guildhall.db.Tables.WEBHOOK_ATTEMPT;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static dev.guildhall.db.Tables.WEBHOOK_QUEUE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.DeliveryAttempt;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;

/** The SQL by which deliveries are made and worked on. */
final class DeliveryTable {

    static final String PENDING = "PENDING";
    static final String DELIVERED = "DELIVERED";
    static final String DEAD = "DEAD";

    private static final Field<Integer> NOTED = field(name("noted"), Integer.class);

    private static final ParameterizedSql<Made, Void> INSERT = ParameterizedSql.change(made -> query(
            """
            insert into guildhall.webhook_delivery
              (tenant_id, subscription_id, id, sequence, state, next_attempt_at, created_at)
            select {0}, added.subscription_id, added.id, added.sequence, 'PENDING',
                   now() + {1} * interval '1 millisecond', now()
              from unnest({2}, {3}, {4}) added (subscription_id, id, sequence)
            on conflict on constraint webhook_delivery_once do nothing
            """,
            made.value(WEBHOOK_DELIVERY.TENANT_ID, Made::tenant),
            made.value(Long.class, all -> all.firstPause().toMillis()),
            made.value(UUID[].class, Made::subscriptions),
            made.value(UUID[].class, Made::ids),
            made.value(Long[].class, Made::sequences)));

    // Attempts are noted only under the claim by which they were made, and while their deliveries are there and
    // pending.
    // Those who take claims away want the queue's row for themselves, so they wait for the lock; new deliveries do not.
    private static final ParameterizedSql<Successes, Integer> NOTE_SUCCESSES = ParameterizedSql.rows(
            noted -> resultQuery(
                    """
            with held as (
              select from guildhall.webhook_queue
               where tenant_id = {0} and subscription_id = {1} and lease_owner = {2} and lease_id = {3}
                 for key share),
            noted as (
              update guildhall.webhook_delivery
                 set state = 'DELIVERED', attempts = attempts + 1, next_attempt_at = null, finished_at = now()
               where tenant_id = {0} and subscription_id = {1} and id = any ({4}) and state = 'PENDING'
                 and exists (select from held)
              returning id, attempts),
            recovered as (
              update guildhall.event_subscription set failing_since = null
               where tenant_id = {0} and id = {1} and failing_since is not null
                 and exists (select from noted)),
            kept as (
              insert into guildhall.webhook_attempt
                (tenant_id, subscription_id, delivery_id, attempt, started_at, duration_ms, status, response)
              select {0}, {1}, noted.id, noted.attempts, made.started_at, made.duration_ms, made.status, made.response
                from noted
                join unnest({4}, {5}, {6}, {7}, {8}) made (id, started_at, duration_ms, status, response) using (id))
            select cast(count(*) as integer) as noted from noted
            """,
                    noted.value(
                            WEBHOOK_QUEUE.TENANT_ID, made -> made.claim().key().tenant()),
                    noted.value(
                            WEBHOOK_QUEUE.SUBSCRIPTION_ID,
                            made -> made.claim().key().subscription()),
                    noted.value(WEBHOOK_QUEUE.LEASE_OWNER, made -> made.claim().owner()),
                    noted.value(WEBHOOK_QUEUE.LEASE_ID, made -> made.claim().id()),
                    noted.value(UUID[].class, Successes::deliveries),
                    noted.value(OffsetDateTime[].class, Successes::startedAt),
                    noted.value(Integer[].class, Successes::durations),
                    noted.value(Integer[].class, Successes::statuses),
                    noted.value(String[].class, Successes::responses)),
            row -> row.get(NOTED));

    private static final ParameterizedSql<Attempt, Noted> NOTE_FAILURE = ParameterizedSql.rows(
            noted -> resultQuery(
                    """
            with held as (
              select from guildhall.webhook_queue
               where tenant_id = {0} and subscription_id = {1} and lease_owner = {2} and lease_id = {3}
                 for key share),
            noted as (
              update guildhall.webhook_delivery
                 set state = {4}, attempts = {5},
                     next_attempt_at = now() + cast({6} as bigint) * interval '1 millisecond',
                     finished_at = case when cast({6} as bigint) is null then now() end
               where tenant_id = {0} and subscription_id = {1} and id = {7} and state = 'PENDING'
                 and exists (select from held)
              returning tenant_id, subscription_id, id, attempts),
            turned as (
              update guildhall.event_subscription
                 set failing_since = now()
               where tenant_id = {0} and id = {1} and failing_since is null
                 and exists (select from noted))
            insert into guildhall.webhook_attempt
              (tenant_id, subscription_id, delivery_id, attempt, started_at, duration_ms, status, error, response)
            select noted.*, {8}, {9}, cast({10} as integer), {11}, {12} from noted
            returning (select failing_since from guildhall.event_subscription
                        where tenant_id = {0} and id = {1}) as failing_since
            """,
                    noted.value(
                            WEBHOOK_QUEUE.TENANT_ID, made -> made.claim().key().tenant()),
                    noted.value(
                            WEBHOOK_QUEUE.SUBSCRIPTION_ID,
                            made -> made.claim().key().subscription()),
                    noted.value(WEBHOOK_QUEUE.LEASE_OWNER, made -> made.claim().owner()),
                    noted.value(WEBHOOK_QUEUE.LEASE_ID, made -> made.claim().id()),
                    noted.value(WEBHOOK_DELIVERY.STATE, made -> made.outcome().state()),
                    noted.value(
                            WEBHOOK_DELIVERY.ATTEMPTS, made -> made.delivery().attempts() + 1),
                    noted.value(Long.class, Attempt::pauseMillis),
                    noted.value(WEBHOOK_DELIVERY.ID, made -> made.delivery().id()),
                    noted.value(
                            WEBHOOK_ATTEMPT.STARTED_AT, made -> made.attempt().startedAt()),
                    noted.value(WEBHOOK_ATTEMPT.DURATION_MS, made ->
                            (int) made.attempt().duration().toMillis()),
                    noted.value(WEBHOOK_ATTEMPT.STATUS, made -> made.attempt().status()),
                    noted.value(WEBHOOK_ATTEMPT.ERROR, made -> made.attempt().error()),
                    noted.value(WEBHOOK_ATTEMPT.RESPONSE, made -> made.attempt().response())),
            row -> new Noted(Optional.ofNullable(row.instant(EVENT_SUBSCRIPTION.FAILING_SINCE))));

    private record Made(Tenant tenant, List<Match> matches, Duration firstPause) {

        UUID[] subscriptions() {
            return matches.stream().map(Match::subscription).toArray(UUID[]::new);
        }

        UUID[] ids() {
            return matches.stream().map(match -> Ids.next()).toArray(UUID[]::new);
        }

        Long[] sequences() {
            return matches.stream().map(Match::sequence).toArray(Long[]::new);
        }
    }

    private record Successes(QueueClaim claim, List<Settlements.Made> made) {

        UUID[] deliveries() {
            return made.stream().map(one -> one.delivery().id()).toArray(UUID[]::new);
        }

        OffsetDateTime[] startedAt() {
            return attempts()
                    .map(attempt -> attempt.startedAt().atOffset(ZoneOffset.UTC))
                    .toArray(OffsetDateTime[]::new);
        }

        Integer[] durations() {
            return attempts()
                    .map(attempt -> (int) attempt.duration().toMillis())
                    .toArray(Integer[]::new);
        }

        Integer[] statuses() {
            return attempts().map(DeliveryAttempt::status).toArray(Integer[]::new);
        }

        String[] responses() {
            return attempts().map(DeliveryAttempt::response).toArray(String[]::new);
        }

        private Stream<DeliveryAttempt> attempts() {
            return made.stream().map(Settlements.Made::attempt);
        }
    }

    private record Attempt(QueueClaim claim, Delivery delivery, DeliveryAttempt attempt, Outcome outcome) {

        Optional<Long> pauseMillis() {
            return Optional.ofNullable(outcome.pause()).map(Duration::toMillis);
        }
    }

    private final Database database;

    DeliveryTable(Database database) {
        this.database = database;
    }

    /** That an event is for a subscription. */
    record Match(UUID subscription, long sequence) {}

    /** Inserts deliveries; those that exist already stay as they are. */
    Future<Void> insert(Tx tx, Tenant tenant, List<Match> matches, Duration firstPause) {
        return tx.execute(INSERT.with(new Made(tenant, matches, firstPause))).mapEmpty();
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

    /**
     * That an attempt that failed was noted.
     *
     * @param failingSince since when all attempts of the subscription before it had failed; empty when the last had not
     */
    record Noted(Optional<Instant> failingSince) {}

    /** Notes attempts that succeeded; false, and less than all may be noted, when the claim is lost. */
    Future<Boolean> noteSuccesses(QueueClaim claim, List<Settlements.Made> made) {
        return database.first(claim.key().tenant(), NOTE_SUCCESSES.with(new Successes(claim, made)))
                .map(noted -> noted.orElseThrow() == made.size());
    }

    Future<Boolean> noteSuccesses(Tx tx, QueueClaim claim, List<Settlements.Made> made) {
        return tx.first(NOTE_SUCCESSES.with(new Successes(claim, made)))
                .map(noted -> noted.orElseThrow() == made.size());
    }

    /** Notes an attempt that failed; empty when the claim is lost. */
    Future<Optional<Noted>> noteFailure(
            Tx tx, QueueClaim claim, Delivery delivery, DeliveryAttempt attempt, Outcome outcome) {
        return tx.first(NOTE_FAILURE.with(new Attempt(claim, delivery, attempt, outcome)));
    }
}
