package dev.guildhall.events.internal.retention;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_RETENTION;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.Tenant.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** The SQL by which events that were kept for long enough are found and deleted. */
final class RetentionTable {

    private static final Field<OffsetDateTime> SINCE = field(name("since"), OffsetDateTime.class);
    private static final Field<Long> UNTIL = field(name("until"), Long.class);
    private static final Field<Long> UNTIL_ANYWAY = field(name("until_anyway"), Long.class);
    private static final Field<Long> HAD = field(name("had"), Long.class);
    private static final Field<Long> MISSED = field(name("missed"), Long.class);

    private static final ParameterizedSql<After, Kept> KEPT = ParameterizedSql.rows(
            after -> resultQuery(
                    """
                    select c.tenant_kind, c.tenant_id, e.time as since, r.days
                      from guildhall.event_counter c
                      join guildhall.event e on e.tenant_id = c.tenant_id and e.sequence = c.oldest_sequence
                      left join guildhall.event_retention r on r.workspace_id = c.tenant_id
                     where c.closed_at is null and c.tenant_id > {0}
                     order by c.tenant_id
                     limit {1}
                    """, after.value(EVENT_COUNTER.TENANT_ID, After::tenant), after.value(Integer.class, After::limit)),
            row -> new Kept(
                    Tenant.of(Kind.valueOf(row.get(EVENT_COUNTER.TENANT_KIND)), row.get(EVENT_COUNTER.TENANT_ID)),
                    row.instant(SINCE),
                    Optional.ofNullable(row.get(EVENT_RETENTION.DAYS)).map(Duration::ofDays)));

    // A replay that rests is done with, wherever it stands.
    private static final ParameterizedSql<Cutoff, Bounds> BOUNDS = ParameterizedSql.rows(
            cutoff -> resultQuery(
                    """
                    select c.oldest_sequence,
                           guildhall.last_event_before(c.tenant_id, {1}) as until,
                           guildhall.last_event_before(c.tenant_id, {2}) as until_anyway,
                           least((select min(sequence) from guildhall.event_cursor
                                   where tenant_id = {0} and (kind <> 'replay' or state <> 'PAUSED')),
                                 (select min(sequence) - 1 from guildhall.webhook_delivery
                                   where tenant_id = {0} and state = 'PENDING')) as had
                      from guildhall.event_counter c
                     where c.tenant_id = {0}
                    """,
                    cutoff.value(EVENT_COUNTER.TENANT_ID, Cutoff::tenant),
                    cutoff.value(SINCE, Cutoff::time),
                    cutoff.value(SINCE, Cutoff::anyway)),
            row -> new Bounds(
                    row.get(EVENT_COUNTER.OLDEST_SEQUENCE),
                    row.get(UNTIL),
                    row.get(UNTIL_ANYWAY),
                    Optional.ofNullable(row.get(HAD)).orElse(Long.MAX_VALUE)));

    private static final ParameterizedSql<Tenant, Void> LOCK = ParameterizedSql.rows(
            tenant -> resultQuery(
                    "select from guildhall.event_counter where tenant_id = {0} for no key update",
                    tenant.value(EVENT_COUNTER.TENANT_ID)),
            row -> null);

    // Whoever serves such a cursor at the moment finds its claim lost and notes nothing more.
    private static final ParameterizedSql<Cut, Missed> PASS_CURSORS = ParameterizedSql.rows(
            cut -> resultQuery(
                    """
                    with behind as (
                      select tenant_id, kind, subscriber, handler, sequence from guildhall.event_cursor
                       where tenant_id = {0} and sequence < {1} and (kind <> 'replay' or state <> 'PAUSED')
                         for no key update),
                    passed as (
                      update guildhall.event_cursor c
                         set sequence = {1}, attempts = 0, unfinished = 0, next_attempt_at = null, lease_owner = null
                        from behind b
                       where (c.tenant_id, c.kind, c.subscriber, c.handler)
                             = (b.tenant_id, b.kind, b.subscriber, b.handler))
                    select kind, subscriber, min(sequence) + 1 as until, {1} - min(sequence) as missed
                      from behind group by kind, subscriber
                    """, cut.value(EVENT_CURSOR.TENANT_ID, Cut::tenant), cut.value(EVENT_CURSOR.SEQUENCE, Cut::until)),
            row -> new Missed(
                    row.get(EVENT_CURSOR.KIND), row.get(EVENT_CURSOR.SUBSCRIBER), row.get(UNTIL), row.get(MISSED)));

    private static final ParameterizedSql<Cut, Missed> DROP_DELIVERIES = ParameterizedSql.rows(
            cut -> resultQuery(
                    """
                    with dropped as (
                      delete from guildhall.webhook_delivery
                       where tenant_id = {0} and state = 'PENDING' and sequence <= {1}
                      returning subscription_id, sequence)
                    select subscription_id, min(sequence) as until, count(*) as missed
                      from dropped group by subscription_id
                    """,
                    cut.value(WEBHOOK_DELIVERY.TENANT_ID, Cut::tenant),
                    cut.value(WEBHOOK_DELIVERY.SEQUENCE, Cut::until)),
            row -> new Missed(
                    "delivery", row.get(WEBHOOK_DELIVERY.SUBSCRIPTION_ID).toString(), row.get(UNTIL), row.get(MISSED)));

    private static final ParameterizedSql<Cut, Void> FORGET_SOME = ParameterizedSql.change(cut -> query(
            """
            with chosen as materialized (
              select d.subscription_id, d.id
                from guildhall.event_subscription s
               cross join lateral (
                 select subscription_id, id from guildhall.webhook_delivery
                  where tenant_id = {0} and subscription_id = s.id and sequence <= {1} and state <> 'PENDING'
                  order by sequence
                  limit 5000) d
               where s.tenant_id = {0}
               limit 5000)
            delete from guildhall.webhook_delivery d using chosen c
             where d.tenant_id = {0} and (d.subscription_id, d.id) = (c.subscription_id, c.id)
            """, cut.value(WEBHOOK_DELIVERY.TENANT_ID, Cut::tenant), cut.value(WEBHOOK_DELIVERY.SEQUENCE, Cut::until)));

    private static final ParameterizedSql<Cut, Void> DELETE = ParameterizedSql.change(cut -> query(
            """
            with letters as (
              delete from guildhall.event_dead_letter where tenant_id = {0} and sequence <= {1}),
            deliveries as (
              delete from guildhall.webhook_delivery d using guildhall.event_subscription s
               where s.tenant_id = {0} and d.tenant_id = {0} and d.subscription_id = s.id and d.sequence <= {1}
                 and d.state <> 'PENDING')
            delete from guildhall.event where tenant_id = {0} and sequence <= {1}
            """,
            cut.value(EVENT_COUNTER.TENANT_ID, Cut::tenant), cut.value(EVENT_COUNTER.OLDEST_SEQUENCE, Cut::until)));

    private static final ParameterizedSql<Cut, Void> MOVE = ParameterizedSql.change(cut -> query(
            """
            update guildhall.event_counter set oldest_sequence = greatest(oldest_sequence, {1} + 1) where tenant_id = {0}
            """,
            cut.value(EVENT_COUNTER.TENANT_ID, Cut::tenant), cut.value(EVENT_COUNTER.OLDEST_SEQUENCE, Cut::until)));

    private record After(UUID tenant, int limit) {}

    private record Cutoff(Tenant tenant, Instant time, Instant anyway) {}

    private record Cut(Tenant tenant, long until) {}

    private final Database database;

    RetentionTable(Database database) {
        this.database = database;
    }

    /**
     * A tenant that has events.
     *
     * @param since the time of the oldest
     * @param retention for how long they are kept, where that was said of this workspace
     */
    record Kept(Tenant tenant, Instant since, Optional<Duration> retention) {}

    /**
     * Up to which event the events of a tenant can go.
     *
     * @param until those that were kept for long enough
     * @param untilAnyway those that go even when a subscriber has not had them
     * @param had those that every durable subscriber has had
     */
    record Bounds(long oldest, long until, long untilAnyway, long had) {

        long end() {
            return Math.min(until, Math.max(had, untilAnyway));
        }
    }

    /**
     * That a durable subscriber did not have events which go.
     *
     * @param from the sequence of the first of them
     * @param events how many they are, wanted or not
     */
    record Missed(String kind, String subscriber, long from, long events) {}

    /** A page of the tenants that have events, by their ids. */
    Future<List<Kept>> kept(UUID after, int limit) {
        return database.list(Tenant.PLATFORM, KEPT.with(new After(after, limit)));
    }

    /**
     * What can go of what happened before a time, or before an earlier one whatever subscribers have had; empty when
     * nothing has happened yet.
     */
    Future<Optional<Bounds>> bounds(Tx tx, Tenant tenant, Instant time, Instant anyway) {
        return tx.first(BOUNDS.with(new Cutoff(tenant, time, anyway)));
    }

    /** The same at this moment. */
    Future<Optional<Bounds>> bounds(Tenant tenant, Instant time, Instant anyway) {
        return database.first(tenant, BOUNDS.with(new Cutoff(tenant, time, anyway)));
    }

    /** Forgets what became of some deliveries of events up to a sequence; gives of how many. */
    Future<Integer> forgetSome(Tenant tenant, long until) {
        return database.inTransaction(tenant, tx -> tx.execute(FORGET_SOME.with(new Cut(tenant, until))));
    }

    /** Lets nobody add events, or begin with old ones, until the end of the transaction. */
    Future<Void> lock(Tx tx, Tenant tenant) {
        return tx.list(LOCK.with(tenant)).mapEmpty();
    }

    /** Moves those who have not come so far; gives who that was. */
    Future<List<Missed>> pass(Tx tx, Tenant tenant, long until) {
        var cut = new Cut(tenant, until);
        return Future.all(tx.list(PASS_CURSORS.with(cut)), tx.list(DROP_DELIVERIES.with(cut)))
                .map(both ->
                        both.<List<Missed>>list().stream().flatMap(List::stream).toList());
    }

    /** Deletes the events up to a sequence, and what is kept of their deliveries. */
    Future<Void> delete(Tx tx, Tenant tenant, long until) {
        return tx.execute(DELETE.with(new Cut(tenant, until))).mapEmpty();
    }

    /** Notes that the events up to a sequence are gone. */
    Future<Void> move(Tx tx, Tenant tenant, long until) {
        return tx.execute(MOVE.with(new Cut(tenant, until))).mapEmpty();
    }
}
