package dev.guildhall.events.internal.log;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.EventsLifecycle;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import java.time.Clock;
import java.util.UUID;

/** Records events at the end of the transactions they belong to, and tells the dispatcher when they are committed. */
public final class EventLog implements Outbox, EventsLifecycle {

    private final EventTable events;
    private final CounterTable counters;
    private final Clock clock;
    private final Runnable committed;

    /** @param committed runs after each commit with events, on the event loop of the transaction */
    public EventLog(EventTable events, CounterTable counters, Clock clock, Runnable committed) {
        this.events = events;
        this.counters = counters;
        this.clock = clock;
        this.committed = committed;
    }

    @Override
    public UUID append(Tx tx, Tenant tenant, NewEvent event) {
        return record(tx, tenant, event).id();
    }

    @Override
    public void append(Tx tx, Tenant tenant, UUID id, NewEvent event) {
        record(tx, tenant, id, event);
    }

    /** Like {@link #append}, for those who need to know the sequence afterwards. */
    public Recorded record(Tx tx, Tenant tenant, NewEvent event) {
        return record(tx, tenant, Ids.next(), event);
    }

    private Recorded record(Tx tx, Tenant tenant, UUID id, NewEvent event) {
        requireInScope(tx, tenant);
        var recorded = new Recorded(id, event);
        batch(tx).add(tenant, recorded);
        return recorded;
    }

    @Override
    public void forget(Tx tx, Tenant tenant) {
        requireInScope(tx, tenant);
        batch(tx).close(tenant);
    }

    private Batch batch(Tx tx) {
        return tx.lastWork(Batch.class, () -> {
            tx.afterCommit(committed);
            return new Batch(events, counters, clock);
        });
    }

    private static void requireInScope(Tx tx, Tenant tenant) {
        if (!tx.sees(tenant)) {
            throw new IllegalArgumentException(
                    "A transaction of " + tx.tenant() + " cannot record events of " + tenant);
        }
    }
}
