package dev.guildhall.events.internal.purge;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
import static dev.guildhall.db.Tables.EVENT_RETENTION;
import static dev.guildhall.db.Tables.EVENT_SUBSCRIPTION;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.Tenant.Kind;
import io.vertx.core.Future;
import java.util.List;

/** The SQL by which the rows of a tenant that is deleted are found and deleted; its counter stays and takes no more events. */
public final class ClosedTenantTable {

    // A minute is enough for every node to have told its live listeners.
    private static final Sql<Tenant> DUE = Sql.rows(
            resultQuery("""
                    select tenant_id, tenant_kind from guildhall.event_counter closed
                     where closed_at is not null and purged_at is null
                       and (closed_at < now() - interval '10 minutes'
                            or (closed_at < now() - interval '1 minute'
                                and not exists (
                                  select from guildhall.event_cursor c
                                   where c.tenant_id = closed.tenant_id and c.sequence < closed.last_sequence)
                                and not exists (
                                  select from guildhall.webhook_delivery d
                                   where d.tenant_id = closed.tenant_id and d.state = 'PENDING')))
                     order by closed_at
                     limit 100
                    """),
            row -> Tenant.of(Kind.valueOf(row.get(EVENT_COUNTER.TENANT_KIND)), row.get(EVENT_COUNTER.TENANT_ID)));

    private static final ParameterizedSql<Tenant, Void> DELETE_SUBSCRIPTIONS = ParameterizedSql.change(
            tenant -> deleteFrom(EVENT_SUBSCRIPTION).where(tenant.eq(EVENT_SUBSCRIPTION.TENANT_ID)));

    private static final ParameterizedSql<Tenant, Void> DELETE_CURSORS =
            ParameterizedSql.change(tenant -> deleteFrom(EVENT_CURSOR).where(tenant.eq(EVENT_CURSOR.TENANT_ID)));

    private static final ParameterizedSql<Tenant, Void> DELETE_RETENTION = ParameterizedSql.change(
            tenant -> deleteFrom(EVENT_RETENTION).where(tenant.eq(EVENT_RETENTION.WORKSPACE_ID)));

    private static final ParameterizedSql<Tenant, Void> DELETE_SOME_EVENTS =
            ParameterizedSql.change(tenant -> query("""
            with chosen as materialized (
              select sequence from guildhall.event where tenant_id = {0} limit 10000)
            delete from guildhall.event e using chosen where e.tenant_id = {0} and e.sequence = chosen.sequence
            """, tenant.value(EVENT_COUNTER.TENANT_ID)));

    private static final ParameterizedSql<Tenant, Void> DELETE_SOME_BUT_THE_LAST =
            ParameterizedSql.change(tenant -> query("""
            with chosen as materialized (
              select e.sequence from guildhall.event_counter c
                join guildhall.event e on e.tenant_id = c.tenant_id and e.sequence < c.last_sequence
               where c.tenant_id = {0} and c.closed_at is not null
               limit 10000)
            delete from guildhall.event e using chosen where e.tenant_id = {0} and e.sequence = chosen.sequence
            """, tenant.value(EVENT_COUNTER.TENANT_ID)));

    private static final ParameterizedSql<Tenant, Void> MARK_PURGED =
            ParameterizedSql.change(tenant -> update(EVENT_COUNTER)
                    .set(EVENT_COUNTER.PURGED_AT, currentOffsetDateTime())
                    .where(tenant.eq(EVENT_COUNTER.TENANT_ID)));

    private final Database database;

    public ClosedTenantTable(Database database) {
        this.database = database;
    }

    Future<List<Tenant>> due() {
        return database.list(Tenant.PLATFORM, DUE);
    }

    Future<Void> deleteSubscribers(Tenant tenant) {
        return database.inTransaction(
                tenant,
                tx -> Future.all(
                                tx.execute(DELETE_SUBSCRIPTIONS.with(tenant)),
                                tx.execute(DELETE_CURSORS.with(tenant)),
                                tx.execute(DELETE_RETENTION.with(tenant)))
                        .mapEmpty());
    }

    /** Deletes a bounded number of events; gives how many. */
    Future<Integer> deleteSomeEvents(Tenant tenant) {
        return database.inTransaction(tenant, tx -> tx.execute(DELETE_SOME_EVENTS.with(tenant)));
    }

    /** The same of a tenant that is deleted, until only its last event is left. */
    Future<Integer> deleteSomeEventsButTheLast(Tenant tenant) {
        return database.inTransaction(tenant, tx -> tx.execute(DELETE_SOME_BUT_THE_LAST.with(tenant)));
    }

    Future<Void> markPurged(Tenant tenant) {
        return database.inTransaction(tenant, tx -> tx.execute(MARK_PURGED.with(tenant)))
                .mapEmpty();
    }
}
