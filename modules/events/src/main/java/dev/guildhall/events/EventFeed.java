package dev.guildhall.events;

import dev.guildhall.core.id.WorkspaceId;
import java.util.function.Consumer;

/**
 * The committed events as they happen, on this node. A listener gets each event of any node once, in sequence per
 * workspace, and nothing from before it was added; it must neither block nor throw.
 */
public interface EventFeed {

    /** Listens to all workspaces, platform-wide facts included; for caches. */
    Registration listen(Consumer<Event> listener);

    /** Listens to one workspace. */
    Registration listen(WorkspaceId workspace, Consumer<Event> listener);

    /** Ends the listening; idempotent. */
    interface Registration {

        void cancel();
    }
}
