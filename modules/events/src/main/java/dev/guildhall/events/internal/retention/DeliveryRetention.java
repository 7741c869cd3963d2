package dev.guildhall.events.internal.retention;

import static dev.guildhall.db.Tables.EVENT_SOURCE_REJECTION;
import static dev.guildhall.db.Tables.WEBHOOK_DELIVERY;
import static org.jooq.impl.DSL.query;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Forgets what became of deliveries that succeeded long ago, and of records that no event was made of; deliveries that were
 * given up on stay as long as their events.
 */
public final class DeliveryRetention {

    // Deliveries are made in the order of their events, but for those of replays: where none is old enough, none is
    // looked at.
    private static final ParameterizedSql<Instant, Void> DELETE_SOME =
            ParameterizedSql.change(before -> query("""
            with chosen as materialized (
              select d.tenant_id, d.subscription_id, d.id
                from guildhall.event_subscription s
               cross join lateral (
                 select tenant_id, subscription_id, id from guildhall.webhook_delivery
                  where tenant_id = s.tenant_id and subscription_id = s.id
                    and sequence <= (select guildhall.last_event_before(s.tenant_id, {0}))
                    and state = 'DELIVERED' and finished_at < {0}
                  order by sequence
                  limit 1000) d
               limit 5000)
            delete from guildhall.webhook_delivery d using chosen c
             where (d.tenant_id, d.subscription_id, d.id) = (c.tenant_id, c.subscription_id, c.id)
            """, before.value(WEBHOOK_DELIVERY.FINISHED_AT)));

    private static final ParameterizedSql<Instant, Void> DELETE_REJECTED =
            ParameterizedSql.change(before -> query("""
            delete from guildhall.event_source_rejection r using guildhall.event_source s
             where (r.workspace_id, r.subscription_id) = (s.workspace_id, s.subscription_id) and r.rejected_at < {0}
            """, before.value(EVENT_SOURCE_REJECTION.REJECTED_AT)));

    private final Database database;
    private final Duration retention;
    private final Clock clock;

    public DeliveryRetention(Database database, Duration retention, Clock clock) {
        this.database = database;
        this.retention = retention;
        this.clock = clock;
    }

    /** Forgets what is due now. */
    public Future<Void> run() {
        var before = clock.instant().minus(retention);
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(DELETE_REJECTED.with(before)))
                .compose(forgotten -> deleteDeliveries(before));
    }

    private Future<Void> deleteDeliveries(Instant before) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(DELETE_SOME.with(before)))
                .compose(deleted -> deleted == 0 ? Future.succeededFuture() : deleteDeliveries(before));
    }
}
