package dev.guildhall.events.internal.purge;

import static dev.guildhall.db.Tables.EVENT;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.Map;
import org.jooq.JSONB;

/**
 * Deletes what is kept of a workspace that is erased, without waiting for its subscribers to be told; but for its last event,
 * from which the nodes learn that it is gone, and which goes in a moment. What happened to accounts and workspaces is the
 * platform's and organizations' to know, but not what they were called.
 */
public final class EventErasure implements Erasing {

    private static final JSONB ERASED = JSONB.valueOf("{\"erased\": true}");

    private static final ParameterizedSql<Traces, Void> EMPTY = ParameterizedSql.change(of -> update(EVENT)
            .set(EVENT.DATA, inline(ERASED))
            .where(EVENT.TENANT_ID
                    .in(select(EVENT_COUNTER.TENANT_ID)
                            .from(EVENT_COUNTER)
                            .where(EVENT_COUNTER.TENANT_KIND.ne(inline(Tenant.Kind.WORKSPACE.name()))))
                    .or(of.eq(EVENT.TENANT_ID, Traces::id)))
            .and(of.eq(EVENT.SUBJECT, about -> about.id().toString()).or(of.eq(EVENT.ACTOR, by -> "user:" + by.id())))
            .and(EVENT.DATA.ne(inline(ERASED))));

    private final Database database;
    private final ClosedTenantTable closed;

    public EventErasure(Database database, ClosedTenantTable closed) {
        this.database = database;
        this.closed = closed;
    }

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        return of.workspace()
                .map(this::purge)
                .orElseGet(Future::succeededFuture)
                .compose(purged -> database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(EMPTY.with(of))))
                .map(rows -> Map.of("event", rows.longValue()));
    }

    private Future<Void> purge(WorkspaceId workspace) {
        return closed.deleteSubscribers(workspace).compose(deleted -> deleteEvents(workspace));
    }

    private Future<Void> deleteEvents(WorkspaceId workspace) {
        return closed.deleteSomeEventsButTheLast(workspace)
                .compose(deleted -> deleted == 0 ? Future.succeededFuture() : deleteEvents(workspace));
    }
}
