package dev.guildhall.events;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.internal.log.CounterTable;
import dev.guildhall.events.internal.log.EventTable;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;

/** What happened in a workspace or an organization, for those who may know. */
public final class EventHistory {

    private final EventTable events;
    private final CounterTable counters;

    EventHistory(EventTable events, CounterTable counters) {
        this.events = events;
        this.counters = counters;
    }

    /**
     * The events after a sequence, in order; fewer than the limit come only at the end of the log. After 0 they begin with
     * the oldest that is kept; fails with {@code EVENT.GONE} when that is later than the one after any other sequence.
     */
    public Future<List<Event>> after(Tenant tenant, long sequence, int limit) {
        return events.after(tenant, sequence, limit)
                .compose(found -> requireKept(tenant, sequence, found).map(found));
    }

    /** A page of the events after a sequence, with the same failure; the oldest or the newest first. */
    public Future<Page<Event>> page(Tenant tenant, long after, PageRequest<Event> request) {
        if (request.isDescending()) {
            return events.page(tenant, after, request)
                    .compose(page -> requireKept(tenant, after, List.of()).map(page));
        }
        var reached = request.startsAfter()
                .map(last -> Math.max(((Number) last).longValue(), after))
                .orElse(after);
        return events.page(tenant, after, request)
                .compose(page -> requireKept(tenant, reached, page.items()).map(page));
    }

    // Asked after the events were read: what was deleted by then may be missing among them.
    private Future<Void> requireKept(Tenant tenant, long after, List<Event> found) {
        if (after == 0 || !found.isEmpty() && found.get(0).sequence() == after + 1) {
            return Future.succeededFuture();
        }
        return counters.extent(tenant).map(extent -> {
            extent.requireKept("after", after);
            return null;
        });
    }
}
