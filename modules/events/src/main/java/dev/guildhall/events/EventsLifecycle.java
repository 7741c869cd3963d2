package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;

/** What the events module does when a workspace goes; called by the module that deletes workspaces. */
public interface EventsLifecycle {

    /**
     * Makes the events of this transaction the workspace's last ones: later ones are refused. Its subscribers still get
     * them, {@code workspace.deleted} above all; then, minutes later at most, all the module keeps of the workspace is
     * deleted. The fact that remains is one the caller records under the {@linkplain Tenant#PLATFORM platform}, with the workspace's
     * id as subject.
     */
    void forget(Tx tx, WorkspaceId workspace);
}
