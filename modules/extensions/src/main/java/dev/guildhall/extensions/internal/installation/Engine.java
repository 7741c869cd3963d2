package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Installation;
import dev.guildhall.host.CallStatistics;
import io.vertx.core.Future;

/** What runs on this node, as far as those who change installations have to do with it. */
public interface Engine {

    /** A change was committed: forgets what was known, and begins to stop what should not run any more. */
    void changed(WorkspaceId workspace, String extensionKey);

    /** A workspace was deleted: the same for all that was in it. */
    void gone(WorkspaceId workspace);

    /**
     * Starts the extension and notes how that went; gives the installation as it is then. That the extension does not
     * start is no failure here.
     */
    Future<Installation> start(StoredInstallation installation);

    /** How the calls of the extension stand on this node. */
    CallStatistics calls(WorkspaceId workspace, String extensionKey);

    /** Completes when nothing runs any more that {@link #changed} was to stop; whatever happens to it there. */
    Future<Void> stopped(WorkspaceId workspace, String extensionKey);
}
