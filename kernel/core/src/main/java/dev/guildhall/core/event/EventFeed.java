package dev.guildhall.core.event;

import dev.guildhall.core.id.WorkspaceId;
import java.util.function.Consumer;

/**
 * The committed events as they happen, on this node. A listener gets each event of any node once, in sequence per
 * workspace, and nothing from before it was added. It is called on the event loop of the dispatcher and must neither
 * block nor throw; those who belong to another event loop go there by themselves.
 *
 * <p>Those who listen to all workspaces hear of an event before those who listen to one, so that a cache has forgotten
 * what is no longer true when somebody reacts to the event.
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
