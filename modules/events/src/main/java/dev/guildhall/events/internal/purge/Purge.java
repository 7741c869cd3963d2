package dev.guildhall.events.internal.purge;

import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is left of deleted workspaces once their subscribers were told, or could not be told for some minutes.
 * Every node does it, and it does not matter when two do it at once.
 */
public final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final ClosedWorkspaceTable workspaces;

    public Purge(ClosedWorkspaceTable workspaces) {
        this.workspaces = workspaces;
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
