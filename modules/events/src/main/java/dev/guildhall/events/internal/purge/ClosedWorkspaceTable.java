package dev.guildhall.events.internal.purge;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_CURSOR;
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
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;

/** The SQL by which a deleted workspace's rows are found and deleted; its counter stays and takes no more events. */
public final class ClosedWorkspaceTable {

    // A minute is enough for every node to have told its live listeners.
    private static final Sql<WorkspaceId> DUE =
            Sql.rows(resultQuery("""
                    select tenant_id from guildhall.event_counter closed
                     where tenant_kind = 'WORKSPACE' and closed_at is not null and purged_at is null
                       and (closed_at < now() - interval '10 minutes'
                            or (closed_at < now() - interval '1 minute'
                                and not exists (
                                  select from guildhall.event_cursor c
                                   where c.workspace_id = closed.tenant_id and c.sequence < closed.last_sequence)
                                and not exists (
                                  select from guildhall.webhook_delivery d
                                   where d.workspace_id = closed.tenant_id and d.state = 'PENDING')))
                     order by closed_at
                     limit 100
                    """), row -> new WorkspaceId(row.get(EVENT_COUNTER.TENANT_ID)));

    private static final ParameterizedSql<WorkspaceId, Void> DELETE_SUBSCRIPTIONS = ParameterizedSql.change(
            workspace -> deleteFrom(EVENT_SUBSCRIPTION).where(workspace.eq(EVENT_SUBSCRIPTION.WORKSPACE_ID)));

    private static final ParameterizedSql<WorkspaceId, Void> DELETE_CURSORS = ParameterizedSql.change(
            workspace -> deleteFrom(EVENT_CURSOR).where(workspace.eq(EVENT_CURSOR.WORKSPACE_ID)));

    private static final ParameterizedSql<WorkspaceId, Void> DELETE_SOME_EVENTS =
            ParameterizedSql.change(workspace -> query("""
            with chosen as materialized (
              select sequence from guildhall.event where tenant_id = {0} limit 10000)
            delete from guildhall.event e using chosen where e.tenant_id = {0} and e.sequence = chosen.sequence
            """, workspace.value(EVENT_COUNTER.TENANT_ID)));

    private static final ParameterizedSql<WorkspaceId, Void> MARK_PURGED =
            ParameterizedSql.change(workspace -> update(EVENT_COUNTER)
                    .set(EVENT_COUNTER.PURGED_AT, currentOffsetDateTime())
                    .where(workspace.eq(EVENT_COUNTER.TENANT_ID)));

    private final Database database;

    public ClosedWorkspaceTable(Database database) {
        this.database = database;
    }

    Future<List<WorkspaceId>> due() {
        return database.list(Tenant.PLATFORM, DUE);
    }

    Future<Void> deleteSubscribers(WorkspaceId workspace) {
        return database.inTransaction(
                workspace,
                tx -> Future.all(
                                tx.execute(DELETE_SUBSCRIPTIONS.with(workspace)),
                                tx.execute(DELETE_CURSORS.with(workspace)))
                        .mapEmpty());
    }

    /** Deletes a bounded number of events; gives how many. */
    Future<Integer> deleteSomeEvents(WorkspaceId workspace) {
        return database.inTransaction(workspace, tx -> tx.execute(DELETE_SOME_EVENTS.with(workspace)));
    }

    Future<Void> markPurged(WorkspaceId workspace) {
        return database.inTransaction(workspace, tx -> tx.execute(MARK_PURGED.with(workspace)))
                .mapEmpty();
    }
}
