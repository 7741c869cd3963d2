package dev.guildhall.events.internal.purge;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is left of deleted workspaces once their subscribers were told, or could not be told for some minutes.
 * Every node does it, and it does not matter when two do it at once.
 */
public final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private static final long INTERVAL_MILLIS = 30_000;

    private final Vertx vertx;
    private final ClosedWorkspaceTable workspaces;
    private final FailureLog failures = new FailureLog(LOG, "purge deleted workspaces");
    private long timer = -1;
    private Future<Void> running = Future.succeededFuture();

    public Purge(Vertx vertx, ClosedWorkspaceTable workspaces) {
        this.vertx = vertx;
        this.workspaces = workspaces;
    }

    public void start() {
        timer = vertx.setPeriodic(INTERVAL_MILLIS, id -> {
            if (running.isComplete()) {
                running = run().onComplete(failures::note);
            }
        });
    }

    public void stop() {
        vertx.cancelTimer(timer);
    }

    /** Purges what is due now. */
    public Future<Void> run() {
        return workspaces.due().compose(this::purge);
    }

    private Future<Void> purge(List<WorkspaceId> due) {
        var all = Future.<Void>succeededFuture();
        for (var workspace : due) {
            all = all.compose(before -> purge(workspace));
        }
        return all;
    }

    private Future<Void> purge(WorkspaceId workspace) {
        return workspaces
                .deleteSubscribers(workspace)
                .compose(deleted -> deleteEvents(workspace))
                .compose(deleted -> workspaces.markPurged(workspace))
                .onSuccess(purged -> LOG.info("Purged the events of the deleted workspace {}", workspace));
    }

    private Future<Void> deleteEvents(WorkspaceId workspace) {
        return workspaces
                .deleteSomeEvents(workspace)
                .compose(deleted -> deleted == 0 ? Future.succeededFuture() : deleteEvents(workspace));
    }
}
