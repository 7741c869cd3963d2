package dev.guildhall.events.internal.log;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The events of one transaction, sent to the database together with its commit. */
final class Batch implements Tx.LastWork {

    private final EventTable table;
    private final CounterTable counters;
    private final Clock clock;
    // Transactions that meet in several streams take the counters in one order, or they would deadlock.
    private final SortedMap<Tenant, List<Recorded>> events = new TreeMap<>(Comparator.comparing(Tenant::value));
    private final Set<Tenant> closing = new HashSet<>();
    private boolean sent;

    Batch(EventTable table, CounterTable counters, Clock clock) {
        this.table = table;
        this.counters = counters;
        this.clock = clock;
    }

    void add(Tenant tenant, Recorded event) {
        requireOpen();
        events.computeIfAbsent(tenant, first -> new ArrayList<>()).add(event);
    }

    void close(Tenant tenant) {
        requireOpen();
        events.computeIfAbsent(tenant, first -> new ArrayList<>());
        closing.add(tenant);
    }

    @Override
    public Future<?> run(Tx tx) {
        sent = true;
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var statements = new ArrayList<Future<?>>();
        events.forEach((tenant, added) -> statements.add(write(tx, tenant, added, now)));
        return Future.all(statements);
    }

    private Future<?> write(Tx tx, Tenant tenant, List<Recorded> added, Instant now) {
        var appended = added.isEmpty() ? Future.succeededFuture() : append(tx, tenant, added, now);
        return closing.contains(tenant) ? Future.all(appended, counters.close(tx, tenant)) : appended;
    }

    private Future<?> append(Tx tx, Tenant tenant, List<Recorded> added, Instant now) {
        return table.append(tx, tenant, now, added).onSuccess(first -> number(added, first));
    }

    private static void number(List<Recorded> added, long first) {
        var sequence = first;
        for (var event : added) {
            event.number(sequence++);
        }
    }

    private void requireOpen() {
        if (sent) {
            throw new IllegalStateException("The transaction is being committed; it takes no more events");
        }
    }
}
