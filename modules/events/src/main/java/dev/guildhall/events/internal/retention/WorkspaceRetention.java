package dev.guildhall.events.internal.retention;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static dev.guildhall.db.Tables.EVENT_RETENTION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.LogExtent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** For how long the events of single workspaces are kept. */
public final class WorkspaceRetention {

    private static final ParameterizedSql<WorkspaceId, Integer> FIND = ParameterizedSql.rows(
            workspace -> select(EVENT_RETENTION.DAYS)
                    .from(EVENT_RETENTION)
                    .where(workspace.eq(EVENT_RETENTION.WORKSPACE_ID)),
            row -> row.get(EVENT_RETENTION.DAYS));

    private static final ParameterizedSql<WorkspaceId, WorkspaceId> REQUIRE = ParameterizedSql.rows(
            workspace -> select(EVENT_COUNTER.TENANT_ID)
                    .from(EVENT_COUNTER)
                    .where(workspace.eq(EVENT_COUNTER.TENANT_ID))
                    .and(EVENT_COUNTER.CLOSED_AT.isNull())
                    .forShare(),
            row -> new WorkspaceId(row.get(EVENT_COUNTER.TENANT_ID)));

    private static final ParameterizedSql<Own, Void> SET = ParameterizedSql.change(own -> insertInto(EVENT_RETENTION)
            .set(own.values(
                    Columns.of(EVENT_RETENTION.WORKSPACE_ID, Own::workspace).and(EVENT_RETENTION.DAYS, Own::days)))
            .onConflict(EVENT_RETENTION.WORKSPACE_ID)
            .doUpdate()
            .set(EVENT_RETENTION.DAYS, own.value(EVENT_RETENTION.DAYS, Own::days)));

    private static final ParameterizedSql<WorkspaceId, Void> RESET = ParameterizedSql.change(
            workspace -> deleteFrom(EVENT_RETENTION).where(workspace.eq(EVENT_RETENTION.WORKSPACE_ID)));

    private record Own(WorkspaceId workspace, int days) {}

    private final Database database;
    private final CounterTable counters;
    private final Retention retention;
    private final AuditLog audit = new AuditLog();

    public WorkspaceRetention(Database database, CounterTable counters, Retention retention) {
        this.database = database;
        this.counters = counters;
        this.retention = retention;
    }

    /**
     * How the log of a workspace stands.
     *
     * @param kept for how long events are kept
     * @param isOwn whether that was said of this workspace
     */
    record Standing(Duration kept, boolean isOwn, LogExtent extent) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("days", kept.toDays())
                    .put("custom", isOwn)
                    .put("oldestSequence", extent.oldest())
                    .put("lastSequence", extent.last());
        }
    }

    Future<Standing> of(WorkspaceId workspace) {
        return database.first(workspace, FIND.with(workspace))
                .compose(own -> kept(workspace, own)
                        .compose(kept ->
                                counters.extent(workspace).map(extent -> new Standing(kept, own.isPresent(), extent))));
    }

    private Future<Duration> kept(WorkspaceId workspace, Optional<Integer> own) {
        return own.map(days -> Future.succeededFuture(Duration.ofDays(days)))
                .orElseGet(() -> retention.usualOf(workspace));
    }

    /** Keeps the events of a workspace for so many days, or as long as those of others when empty. */
    Future<Standing> change(WorkspaceId workspace, Optional<Integer> days, Authentication by) {
        return database.inTransaction(
                        workspace,
                        tx -> tx.first(REQUIRE.with(workspace)).compose(found -> {
                            if (found.isEmpty()) {
                                throw CommonError.WORKSPACE_NOT_FOUND.because(
                                        "There is no workspace " + workspace + ".");
                            }
                            return tx.first(FIND.with(workspace)).compose(before -> {
                                audit.append(
                                        tx,
                                        workspace,
                                        AuditEntry.of(by, "event.retention_changed")
                                                .from(json(before))
                                                .to(json(days)));
                                return tx.execute(days.map(number -> SET.with(new Own(workspace, number)))
                                        .orElseGet(() -> RESET.with(workspace)));
                            });
                        }))
                .compose(changed -> of(workspace));
    }

    private static JsonObject json(Optional<Integer> days) {
        return new JsonObject().put("days", days.orElse(null));
    }
}
