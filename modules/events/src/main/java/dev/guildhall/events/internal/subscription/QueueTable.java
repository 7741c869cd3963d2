package dev.guildhall.events.internal.subscription;

import static dev.guildhall.db.Tables.WEBHOOK_QUEUE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkKey;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;

/** The SQL of the table {@code webhook_queue}: which subscriptions have deliveries due, and who works on them. */
final class QueueTable {

    /** Whose queue it is. */
    record Queue(Tenant tenant, UUID subscription) implements WorkKey {}

    /** Of how many deliveries of each queue a claim tells. */
    private static final int FIRST = 2;

    private static final Field<Boolean> DUE = field(name("due"), Boolean.class);

    private static final ParameterizedSql<Queue, Void> INSERT =
            ParameterizedSql.change(queue -> insertInto(WEBHOOK_QUEUE)
                    .set(queue.values(Columns.<Queue>of(
                                    WEBHOOK_QUEUE.TENANT_KIND, it -> it.tenant().kind())
                            .and(WEBHOOK_QUEUE.TENANT_ID, Queue::tenant)
                            .and(WEBHOOK_QUEUE.SUBSCRIPTION_ID, Queue::subscription))));

    private static final ParameterizedSql<Several, Void> DUE_NOW =
            ParameterizedSql.change(several -> update(WEBHOOK_QUEUE)
                    .set(WEBHOOK_QUEUE.DUE_AT, least(WEBHOOK_QUEUE.DUE_AT, currentOffsetDateTime()))
                    .where(several.eq(WEBHOOK_QUEUE.TENANT_ID, Several::tenant))
                    .and(several.isOneOf(WEBHOOK_QUEUE.SUBSCRIPTION_ID, Several::subscriptions)));

    private record Several(Tenant tenant, Collection<UUID> subscriptions) {}

    /** A queue that was claimed, and the id of the claim. */
    private record Claimed(Queue queue, UUID id) {}

    private record Free(int limit, UUID owner) {}

    private static final ParameterizedSql<Free, Claimed> CLAIM = ParameterizedSql.rows(
            free -> resultQuery(
                    """
                    with due as (
                      select q.tenant_id, q.subscription_id
                        from guildhall.webhook_queue q
                        join (select tenant_id, subscription_id,
                                     row_number() over (partition by tenant_id order by due_at) as turn
                                from (select tenant_id, subscription_id, due_at
                                        from guildhall.webhook_queue
                                       where due_at <= now() and lease_owner is null
                                       order by due_at
                                       limit 1000) oldest) waiting using (tenant_id, subscription_id)
                       where q.due_at <= now() and q.lease_owner is null
                       order by waiting.turn, q.due_at
                       limit {0}
                         for update of q skip locked)
                    update guildhall.webhook_queue q set lease_owner = {1}, lease_id = gen_random_uuid()
                      from due
                     where (q.tenant_id, q.subscription_id) = (due.tenant_id, due.subscription_id)
                    returning q.tenant_kind, q.tenant_id, q.subscription_id, q.lease_id
                    """, free.value(Integer.class, Free::limit), free.value(WEBHOOK_QUEUE.LEASE_OWNER, Free::owner)),
            row -> new Claimed(
                    new Queue(
                            Tenant.of(
                                    Tenant.Kind.valueOf(row.get(WEBHOOK_QUEUE.TENANT_KIND)),
                                    row.get(WEBHOOK_QUEUE.TENANT_ID)),
                            row.get(WEBHOOK_QUEUE.SUBSCRIPTION_ID)),
                    row.get(WEBHOOK_QUEUE.LEASE_ID)));

    private static final ParameterizedSql<Queue, UUID> LOCK = ParameterizedSql.rows(
            queue -> select(WEBHOOK_QUEUE.SUBSCRIPTION_ID)
                    .from(WEBHOOK_QUEUE)
                    .where(queue.eq(WEBHOOK_QUEUE.TENANT_ID, Queue::tenant))
                    .and(queue.eq(WEBHOOK_QUEUE.SUBSCRIPTION_ID, Queue::subscription))
                    .forUpdate(),
            row -> row.get(WEBHOOK_QUEUE.SUBSCRIPTION_ID));

    // In order, a delivery that waits for its next attempt holds up those behind it.
    private static final ParameterizedSql<QueueClaim, Boolean> RELEASE = ParameterizedSql.rows(
            claim -> resultQuery(
                    """
            update guildhall.webhook_queue queue
               set lease_owner = null,
                   due_at = (
                     select case when subscription.ordered
                              then (array_agg(delivery.next_attempt_at order by delivery.sequence))[1]
                              else min(delivery.next_attempt_at)
                            end
                       from guildhall.event_subscription subscription
                       join guildhall.webhook_delivery delivery
                         on delivery.tenant_id = subscription.tenant_id
                        and delivery.subscription_id = subscription.id
                        and delivery.state = 'PENDING'
                      where subscription.tenant_id = queue.tenant_id
                        and subscription.id = queue.subscription_id
                        and subscription.enabled
                      group by subscription.ordered)
             where tenant_id = {0} and subscription_id = {1} and lease_owner = {2} and lease_id = {3}
            returning coalesce(due_at <= now(), false) as due
            """,
                    claim.value(WEBHOOK_QUEUE.TENANT_ID, held -> held.key().tenant()),
                    claim.value(
                            WEBHOOK_QUEUE.SUBSCRIPTION_ID, held -> held.key().subscription()),
                    claim.value(WEBHOOK_QUEUE.LEASE_OWNER, QueueClaim::owner),
                    claim.value(WEBHOOK_QUEUE.LEASE_ID, QueueClaim::id)),
            row -> row.get(DUE));

    private static final ParameterizedSql<HeldClaims, Void> RELEASE_LOST = ParameterizedSql.change(
            held -> query("""
            with lost as (
              select tenant_id, subscription_id
                from guildhall.webhook_queue
               where lease_owner is not null and {0}
                 for update skip locked)
            update guildhall.webhook_queue q set lease_owner = null
              from lost
             where (q.tenant_id, q.subscription_id) = (lost.tenant_id, lost.subscription_id)
            """, HeldClaims.isLost(held, WEBHOOK_QUEUE.LEASE_OWNER, WEBHOOK_QUEUE.LEASE_ID)));

    // Every queue, whoever works on it: who gives one back at this moment may not have seen what is due now.
    private static final ParameterizedSql<String, Void> HURRY =
            ParameterizedSql.change(kind -> query("""
            with failing as (
              select tenant_id, id as subscription_id
                from guildhall.event_subscription
               where sink_kind = {0} and enabled and failing_since is not null),
            hurried as (
              update guildhall.webhook_delivery d set next_attempt_at = now()
                from failing f
               where (d.tenant_id, d.subscription_id) = (f.tenant_id, f.subscription_id)
                 and d.state = 'PENDING' and d.next_attempt_at > now())
            update guildhall.webhook_queue q set due_at = now()
              from failing f
             where (q.tenant_id, q.subscription_id) = (f.tenant_id, f.subscription_id)
            """, kind.value(String.class, itself -> itself)));

    private static final ParameterizedSql<UUID, Void> RELEASE_ALL =
            ParameterizedSql.change(owner -> update(WEBHOOK_QUEUE)
                    .set(WEBHOOK_QUEUE.LEASE_OWNER, inline(null, WEBHOOK_QUEUE.LEASE_OWNER))
                    .set(WEBHOOK_QUEUE.DUE_AT, currentOffsetDateTime())
                    .where(owner.eq(WEBHOOK_QUEUE.LEASE_OWNER)));

    private final Database database;
    private final DueTable dues;

    QueueTable(Database database, DueTable dues) {
        this.database = database;
        this.dues = dues;
    }

    Future<Void> insert(Tx tx, Tenant tenant, UUID subscription) {
        return tx.execute(INSERT.with(new Queue(tenant, subscription))).mapEmpty();
    }

    /** Notes that these subscriptions have something to deliver at once. */
    Future<Void> dueNow(Tx tx, Tenant tenant, Collection<UUID> subscriptions) {
        return tx.execute(DUE_NOW.with(new Several(tenant, subscriptions))).mapEmpty();
    }

    /** Claims queues with something due, the tenants in turn, and reads a little of that. */
    Future<List<QueueClaim>> claim(Lease lease, int limit) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> tx.list(CLAIM.with(new Free(limit, lease.owner()))).compose(claimed -> read(tx, lease, claimed)));
    }

    // A statement of its own, which sees what those who had the queues before have noted.
    private Future<List<QueueClaim>> read(Tx tx, Lease lease, List<Claimed> claimed) {
        if (claimed.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return dues.read(tx, claimed.stream().map(Claimed::queue).toList(), FIRST)
                .map(due -> claimed.stream()
                        .map(one -> new QueueClaim(
                                one.queue(), one.id(), lease, due.getOrDefault(one.queue(), Due.NOTHING)))
                        .toList());
    }

    /** Gives a queue back and notes when its next delivery is due; true when that is now. */
    Future<Boolean> release(QueueClaim claim) {
        return database.inTransaction(claim.key().tenant(), tx -> release(tx, claim));
    }

    Future<Boolean> release(Tx tx, QueueClaim claim) {
        // The second statement must see what whoever held the lock before has committed.
        var locked = tx.list(LOCK.with(claim.key()));
        return tx.first(RELEASE.with(claim)).compose(due -> locked.map(due.orElse(false)));
    }

    /** Makes what waits for its next attempt to a kind of sink that fails due now. */
    Future<Void> hurry(String kind) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(HURRY.with(kind)))
                .mapEmpty();
    }

    Future<Void> releaseLost(HeldClaims held) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(RELEASE_LOST.with(held)))
                .mapEmpty();
    }

    Future<Void> releaseAll(UUID owner) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(RELEASE_ALL.with(owner)))
                .mapEmpty();
    }
}
