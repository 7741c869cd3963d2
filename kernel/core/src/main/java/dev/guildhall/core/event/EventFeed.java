package dev.guildhall.core.event;

import dev.guildhall.core.id.Tenant;
import java.util.function.Consumer;

/**
 * The committed events as they happen, on this node. A listener gets each event of any node once, in sequence per
 * tenant, and nothing from before it was added. It is called on the event loop of the dispatcher and must neither
 * block nor throw; those who belong to another event loop go there by themselves.
 *
 * <p>Those who listen to all tenants hear of an event before those who listen to one, so that a cache has forgotten
 * what is no longer true when somebody reacts to the event.
 */
public interface EventFeed {

    /** Listens to all tenants; for caches. */
    Registration listen(Consumer<Event> listener);

    /** Listens to one. */
    Registration listen(Tenant tenant, Consumer<Event> listener);

    /** Ends the listening; idempotent. */
    interface Registration {

        void cancel();
    }
}
