package dev.guildhall.events.internal.source;

import static dev.guildhall.db.Tables.EVENT_SOURCE;
import static dev.guildhall.db.Tables.EVENT_SOURCE_OFFSET;
import static dev.guildhall.db.Tables.EVENT_SOURCE_REJECTION;
import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL of the tables {@code event_source}, {@code event_source_offset} and {@code event_source_rejection}. */
final class SourceTable {

    static final ListFields<RejectedRecord> FIELDS = ListFields.<RejectedRecord>named("rejected-records")
            .filterable("partition", number(), EVENT_SOURCE_REJECTION.PARTITION, RejectedRecord::partition)
            .filterable("offset", number(), EVENT_SOURCE_REJECTION.RECORD_OFFSET, RejectedRecord::offset)
            .id("id", uuid(), EVENT_SOURCE_REJECTION.ID, RejectedRecord::id);

    private static final Field<Boolean> FAILS = field(name("fails"), Boolean.class);

    private static final ParameterizedSql<SourceKey, Void> INSERT =
            ParameterizedSql.change(key -> insertInto(EVENT_SOURCE)
                    .set(key.values(Columns.of(EVENT_SOURCE.WORKSPACE_ID, SourceKey::workspace)
                            .and(EVENT_SOURCE.SUBSCRIPTION_ID, SourceKey::subscription))));

    // The workspaces in turn, and of each the source that waits the longest.
    private static final ParameterizedSql<Free, Claimed> CLAIM = ParameterizedSql.rows(
            free -> resultQuery(
                    """
                    with due as (
                      select s.workspace_id, s.subscription_id
                        from guildhall.event_source s
                        join (select s.workspace_id, s.subscription_id,
                                     row_number() over (partition by s.workspace_id order by s.due_at) as turn
                                from guildhall.event_source s
                                join guildhall.event_subscription e
                                  on e.tenant_id = s.workspace_id and e.id = s.subscription_id and e.enabled
                               where s.due_at <= now() and s.lease_owner is null
                             ) waiting using (workspace_id, subscription_id)
                       where s.due_at <= now() and s.lease_owner is null
                       order by waiting.turn, s.due_at
                       limit {0}
                         for update of s skip locked)
                    update guildhall.event_source s set lease_owner = {1}, lease_id = gen_random_uuid()
                      from due
                     where (s.workspace_id, s.subscription_id) = (due.workspace_id, due.subscription_id)
                    returning s.workspace_id, s.subscription_id, s.lease_id
                    """, free.value(Integer.class, Free::limit), free.value(EVENT_SOURCE.LEASE_OWNER, Free::owner)),
            row -> new Claimed(
                    new SourceKey(
                            new WorkspaceId(row.get(EVENT_SOURCE.WORKSPACE_ID)), row.get(EVENT_SOURCE.SUBSCRIPTION_ID)),
                    row.get(EVENT_SOURCE.LEASE_ID)));

    // Whoever changes the subscription or takes the claim away waits until the end of the transaction.
    private static final ParameterizedSql<Held, UUID> HOLD = ParameterizedSql.rows(
            held -> resultQuery(
                    """
                    select s.subscription_id
                      from guildhall.event_source s
                      join guildhall.event_subscription e on e.tenant_id = s.workspace_id and e.id = s.subscription_id
                     where s.workspace_id = {0} and s.subscription_id = {1} and s.lease_owner = {2} and s.lease_id = {3}
                       and e.enabled and e.revision = {4}
                       for share of s, e
                    """,
                    held.value(EVENT_SOURCE.WORKSPACE_ID, it -> it.claim().key().workspace()),
                    held.value(
                            EVENT_SOURCE.SUBSCRIPTION_ID, it -> it.claim().key().subscription()),
                    held.value(EVENT_SOURCE.LEASE_OWNER, it -> it.claim().owner()),
                    held.value(EVENT_SOURCE.LEASE_ID, it -> it.claim().id()),
                    held.value(EVENT_SUBSCRIPTION.REVISION, Held::revision)),
            row -> row.get(EVENT_SOURCE.SUBSCRIPTION_ID));

    private static final ParameterizedSql<SourceKey, Offset> OFFSETS = ParameterizedSql.rows(
            key -> select(EVENT_SOURCE_OFFSET.PARTITION, EVENT_SOURCE_OFFSET.NEXT_OFFSET)
                    .from(EVENT_SOURCE_OFFSET)
                    .where(key.eq(EVENT_SOURCE_OFFSET.WORKSPACE_ID, SourceKey::workspace))
                    .and(key.eq(EVENT_SOURCE_OFFSET.SUBSCRIPTION_ID, SourceKey::subscription)),
            row -> new Offset(row.get(EVENT_SOURCE_OFFSET.PARTITION), row.get(EVENT_SOURCE_OFFSET.NEXT_OFFSET)));

    private static final ParameterizedSql<Moved, Void> SET = ParameterizedSql.change(moved -> query(
            """
            insert into guildhall.event_source_offset (workspace_id, subscription_id, partition, next_offset)
            select {0}, {1}, given.partition, given.next_offset from unnest({2}, {3}) given (partition, next_offset)
            on conflict (workspace_id, subscription_id, partition) do update set next_offset = excluded.next_offset
            """,
            moved.value(EVENT_SOURCE_OFFSET.WORKSPACE_ID, it -> it.key().workspace()),
            moved.value(EVENT_SOURCE_OFFSET.SUBSCRIPTION_ID, it -> it.key().subscription()),
            moved.value(Integer[].class, Moved::partitions),
            moved.value(Long[].class, Moved::offsets)));

    private static final ParameterizedSql<Rejections, Void> REJECT = ParameterizedSql.change(all -> query(
            """
            insert into guildhall.event_source_rejection
              (workspace_id, subscription_id, id, partition, record_offset, recorded_at, rejected_at, reason, value)
            select {0}, {1}, r.id, r.partition, r.record_offset, r.recorded_at, r.rejected_at, r.reason, r.value
              from jsonb_to_recordset({2}) r (id uuid, partition integer, record_offset bigint, recorded_at timestamptz,
                   rejected_at timestamptz, reason text, value text)
            """,
            all.value(EVENT_SOURCE_REJECTION.WORKSPACE_ID, it -> it.key().workspace()),
            all.value(EVENT_SOURCE_REJECTION.SUBSCRIPTION_ID, it -> it.key().subscription()),
            all.value(EVENT_SUBSCRIPTION.SINK, Rejections::rows)));

    // Kafka still has those that are not shown any more.
    private static final ParameterizedSql<SourceKey, Void> FORGET_OLDEST = ParameterizedSql.change(key -> query(
            """
            delete from guildhall.event_source_rejection
             where workspace_id = {0} and subscription_id = {1}
               and id <= (select id from guildhall.event_source_rejection
                           where workspace_id = {0} and subscription_id = {1}
                           order by id desc offset 10000 limit 1)
            """,
            key.value(EVENT_SOURCE_REJECTION.WORKSPACE_ID, SourceKey::workspace),
            key.value(EVENT_SOURCE_REJECTION.SUBSCRIPTION_ID, SourceKey::subscription)));

    private static final ParameterizedSql<SourceKey, Void> WELL = ParameterizedSql.change(key -> update(EVENT_SOURCE)
            .set(EVENT_SOURCE.LAST_ERROR, inline(null, EVENT_SOURCE.LAST_ERROR))
            .set(EVENT_SOURCE.FAILING_SINCE, inline(null, EVENT_SOURCE.FAILING_SINCE))
            .where(isOf(key, it -> it))
            .and(EVENT_SOURCE.FAILING_SINCE.isNotNull()));

    private static final ParameterizedSql<Release, Boolean> RELEASE = ParameterizedSql.rows(
            release -> resultQuery(
                    """
            update guildhall.event_source
               set lease_owner = null, due_at = now() + {4} * interval '1 millisecond',
                   last_error = coalesce({5}, last_error),
                   failing_since = case when {5}::text is null then failing_since else coalesce(failing_since, now()) end
             where workspace_id = {0} and subscription_id = {1} and lease_owner = {2} and lease_id = {3}
            returning coalesce(failing_since = now(), false) as fails
            """,
                    release.value(
                            EVENT_SOURCE.WORKSPACE_ID, it -> it.claim().key().workspace()),
                    release.value(
                            EVENT_SOURCE.SUBSCRIPTION_ID, it -> it.claim().key().subscription()),
                    release.value(EVENT_SOURCE.LEASE_OWNER, it -> it.claim().owner()),
                    release.value(EVENT_SOURCE.LEASE_ID, it -> it.claim().id()),
                    release.value(Long.class, it -> it.pause().toMillis()),
                    release.value(EVENT_SOURCE.LAST_ERROR, Release::error)),
            row -> row.get(FAILS));

    private static final ParameterizedSql<HeldClaims, Void> RELEASE_LOST = ParameterizedSql.change(
            held -> query("""
            with lost as (
              select workspace_id, subscription_id
                from guildhall.event_source
               where lease_owner is not null and {0}
                 for update skip locked)
            update guildhall.event_source s set lease_owner = null
              from lost
             where (s.workspace_id, s.subscription_id) = (lost.workspace_id, lost.subscription_id)
            """, HeldClaims.isLost(held, EVENT_SOURCE.LEASE_OWNER, EVENT_SOURCE.LEASE_ID)));

    private static final ParameterizedSql<UUID, Void> RELEASE_ALL =
            ParameterizedSql.change(owner -> update(EVENT_SOURCE)
                    .set(EVENT_SOURCE.LEASE_OWNER, inline(null, EVENT_SOURCE.LEASE_OWNER))
                    .set(EVENT_SOURCE.DUE_AT, currentOffsetDateTime())
                    .where(owner.eq(EVENT_SOURCE.LEASE_OWNER)));

    private static final ParameterizedSql<SourceKey, Trouble> TROUBLE = ParameterizedSql.rows(
            key -> select(EVENT_SOURCE.LAST_ERROR, EVENT_SOURCE.FAILING_SINCE)
                    .from(EVENT_SOURCE)
                    .where(isOf(key, it -> it)),
            row -> new Trouble(row.get(EVENT_SOURCE.LAST_ERROR), row.instant(EVENT_SOURCE.FAILING_SINCE)));

    private record Free(int limit, UUID owner) {}

    private record Claimed(SourceKey key, UUID id) {}

    private record Held(SourceClaim claim, long revision) {}

    private record Offset(int partition, long next) {}

    private record Moved(SourceKey key, Map<Integer, Long> to) {

        Integer[] partitions() {
            return to.keySet().toArray(Integer[]::new);
        }

        Long[] offsets() {
            return to.values().toArray(Long[]::new);
        }
    }

    private record Rejections(SourceKey key, JsonArray rows) {}

    private record Release(SourceClaim claim, Duration pause, String error) {}

    private final Database database;

    SourceTable(Database database) {
        this.database = database;
    }

    /**
     * What is wrong with a source.
     *
     * @param error what came of the last attempt, or null when all is well
     */
    record Trouble(String error, Instant since) {}

    Future<Void> insert(Tx tx, SourceKey key, Map<Integer, Long> start) {
        return tx.execute(INSERT.with(key)).compose(inserted -> move(tx, key, start));
    }

    /** Claims sources that are due, the workspaces in turn. */
    Future<List<SourceClaim>> claim(Lease lease, int limit) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(CLAIM.with(new Free(limit, lease.owner()))))
                .map(claimed -> claimed.stream()
                        .map(one -> new SourceClaim(one.key(), one.id(), lease))
                        .toList());
    }

    /** Whether the claim holds and the subscription is as it was, which it is until the end of the transaction. */
    Future<Boolean> hold(Tx tx, SourceClaim claim, long revision) {
        return tx.first(HOLD.with(new Held(claim, revision))).map(Optional::isPresent);
    }

    /** The offsets of the records to be taken in next, by partition. */
    Future<Map<Integer, Long>> offsets(SourceKey key) {
        return database.list(key.workspace(), OFFSETS.with(key)).map(found -> {
            var all = new TreeMap<Integer, Long>();
            found.forEach(offset -> all.put(offset.partition(), offset.next()));
            return all;
        });
    }

    Future<Void> move(Tx tx, SourceKey key, Map<Integer, Long> next) {
        return tx.execute(SET.with(new Moved(key, next))).mapEmpty();
    }

    /** Puts records aside, of which the last ten thousand are kept. */
    Future<Void> reject(Tx tx, SourceKey key, Collection<RejectedRecord> rejected) {
        var rows = new JsonArray();
        rejected.forEach(record -> rows.add(record.toJson()
                .put("record_offset", record.offset())
                .put("recorded_at", record.recordedAt().toString())
                .put("rejected_at", record.rejectedAt().toString())));
        return tx.execute(REJECT.with(new Rejections(key, rows)))
                .compose(noted -> tx.execute(FORGET_OLDEST.with(key)))
                .mapEmpty();
    }

    /** Notes that it does its work. */
    Future<Void> well(SourceKey key) {
        return database.inTransaction(key.workspace(), tx -> tx.execute(WELL.with(key)))
                .mapEmpty();
    }

    /**
     * Gives a source back, which is due again after a pause; whether it begins to fail by that.
     *
     * @param error what went wrong, or null
     */
    Future<Boolean> release(SourceClaim claim, Duration pause, String error) {
        return database.inTransaction(
                        claim.key().workspace(), tx -> tx.first(RELEASE.with(new Release(claim, pause, error))))
                .map(begins -> begins.orElse(false));
    }

    Future<Void> releaseLost(HeldClaims held) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(RELEASE_LOST.with(held)))
                .mapEmpty();
    }

    Future<Void> releaseAll(UUID owner) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(RELEASE_ALL.with(owner)))
                .mapEmpty();
    }

    /** Empty when there is no such source. */
    Future<Optional<Trouble>> trouble(SourceKey key) {
        return database.first(key.workspace(), TROUBLE.with(key));
    }

    Future<Page<RejectedRecord>> rejected(SourceKey key, PageRequest<RejectedRecord> request) {
        return request.read(
                database,
                key.workspace(),
                asked -> select(
                                EVENT_SOURCE_REJECTION.ID,
                                EVENT_SOURCE_REJECTION.PARTITION,
                                EVENT_SOURCE_REJECTION.RECORD_OFFSET,
                                EVENT_SOURCE_REJECTION.RECORDED_AT,
                                EVENT_SOURCE_REJECTION.REJECTED_AT,
                                EVENT_SOURCE_REJECTION.REASON,
                                EVENT_SOURCE_REJECTION.VALUE)
                        .from(EVENT_SOURCE_REJECTION)
                        .where(EVENT_SOURCE_REJECTION
                                .WORKSPACE_ID
                                .eq(key.workspace().value())
                                .and(EVENT_SOURCE_REJECTION.SUBSCRIPTION_ID.eq(key.subscription())))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(asked.limit()),
                row -> new RejectedRecord(
                        row.get(EVENT_SOURCE_REJECTION.ID),
                        row.get(EVENT_SOURCE_REJECTION.PARTITION),
                        row.get(EVENT_SOURCE_REJECTION.RECORD_OFFSET),
                        row.instant(EVENT_SOURCE_REJECTION.RECORDED_AT),
                        row.instant(EVENT_SOURCE_REJECTION.REJECTED_AT),
                        row.get(EVENT_SOURCE_REJECTION.REASON),
                        row.get(EVENT_SOURCE_REJECTION.VALUE)));
    }

    private static <A> Condition isOf(Parameters<A> argument, Function<A, SourceKey> key) {
        return argument.eq(EVENT_SOURCE.WORKSPACE_ID, given -> key.apply(given).workspace())
                .and(argument.eq(
                        EVENT_SOURCE.SUBSCRIPTION_ID, given -> key.apply(given).subscription()));
    }
}
