package dev.guildhall.events.internal.source;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.WorkKey;
import java.util.UUID;

/** Which subscription takes records in. */
record SourceKey(WorkspaceId workspace, UUID subscription) implements WorkKey {

    @Override
    public WorkspaceId tenant() {
        return workspace;
    }
}
