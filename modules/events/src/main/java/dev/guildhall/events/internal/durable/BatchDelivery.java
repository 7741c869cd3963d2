package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.Event;
import io.vertx.core.Future;
import java.util.List;

/** How a pump hands events over: several at a time, as far as it gets. */
public interface BatchDelivery {

    /**
     * How far it got.
     *
     * @param done how many of the events, from the first on, are done with
     * @param failure what became of the one after them; null when it was not tried
     */
    record Progress(int done, Throwable failure) {}

    /** Delivers events in sequence; the future always succeeds. */
    Future<Progress> deliver(WorkspaceId workspace, String subscriber, List<Event> events);
}
