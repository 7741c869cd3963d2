package dev.guildhall.agents.internal;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.WorkKey;
import java.util.UUID;

/** Names a session, in which one agent answers at a time. */
public record SessionKey(WorkspaceId workspace, UUID session) implements WorkKey {

    @Override
    public Tenant tenant() {
        return workspace;
    }
}
