package dev.guildhall.events.internal.log;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.id.Tenant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of this node. Listeners come and go on any thread. */
public final class LiveFeed implements EventFeed {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    private final List<Consumer<LiveEvent>> everywhere = new CopyOnWriteArrayList<>();
    private final Map<Tenant, List<Consumer<LiveEvent>>> byTenant = new ConcurrentHashMap<>();

    @Override
    public Registration listen(Consumer<Event> listener) {
        return listenLive(live -> listener.accept(live.event()));
    }

    @Override
    public Registration listen(Tenant tenant, Consumer<Event> listener) {
        return listenLive(tenant, live -> listener.accept(live.event()));
    }

    public Registration listenLive(Consumer<LiveEvent> listener) {
        everywhere.add(listener);
        return () -> everywhere.remove(listener);
    }

    public Registration listenLive(Tenant tenant, Consumer<LiveEvent> listener) {
        byTenant.compute(tenant, (key, present) -> {
            var listeners = present == null ? new CopyOnWriteArrayList<Consumer<LiveEvent>>() : present;
            listeners.add(listener);
            return listeners;
        });
        return () -> byTenant.computeIfPresent(tenant, (key, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    void tell(Event event) {
        var live = new LiveEvent(event);
        everywhere.forEach(listener -> tell(listener, live));
        byTenant.getOrDefault(event.tenant(), List.of()).forEach(listener -> tell(listener, live));
    }

    private static void tell(Consumer<LiveEvent> listener, LiveEvent live) {
        try {
            listener.accept(live);
        } catch (RuntimeException failure) {
            LOG.error("A listener failed on event {}", live.event().id(), failure);
        }
    }
}
