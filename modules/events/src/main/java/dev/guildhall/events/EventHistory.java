package dev.guildhall.events;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import java.util.List;

/** What happened in a workspace or an organization, for those who may know. */
public final class EventHistory {

    private final EventTable events;

    EventHistory(EventTable events) {
        this.events = events;
    }

    /** The events after a sequence, in order; fewer than the limit come only at the end of the log. */
    public Future<List<Event>> after(Tenant tenant, long sequence, int limit) {
        return events.after(tenant, sequence, limit);
    }
}
