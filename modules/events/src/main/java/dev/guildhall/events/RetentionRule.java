package dev.guildhall.events;

import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a module has to say of how long the events of workspaces are kept. */
public interface RetentionRule {

    /** For how long they are kept of each; a workspace that is not in it is treated like any other. */
    Future<Map<WorkspaceId, Duration>> of(List<WorkspaceId> workspaces);
}
