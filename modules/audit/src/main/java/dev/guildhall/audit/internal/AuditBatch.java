package dev.guildhall.audit.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The entries of one transaction, sent to the database together with its commit. */
public final class AuditBatch implements Tx.LastWork {

    // Transactions that meet in several chains lock them in one order, or they would deadlock. The platform's comes
    // last,
    // because the end of another is told there.
    private static final Comparator<Tenant> ORDER =
            Comparator.<Tenant, Boolean>comparing(Tenant.PLATFORM::equals).thenComparing(Tenant::value);

    private final ChainTable table = new ChainTable();
    private final SortedMap<Tenant, List<EntryRow>> entries = new TreeMap<>(ORDER);
    private final Map<Tenant, EntryRow> ends = new HashMap<>();
    private boolean sent;

    public void add(Tenant tenant, EntryRow entry) {
        requireOpen();
        entries.computeIfAbsent(tenant, first -> new ArrayList<>()).add(entry);
    }

    public void end(Tenant tenant, EntryRow entry) {
        requireOpen();
        entries.computeIfAbsent(tenant, first -> new ArrayList<>());
        ends.put(tenant, entry);
    }

    /** After the events, whose counters every transaction locks before it locks a chain. */
    @Override
    public int place() {
        return 1;
    }

    @Override
    public Future<?> run(Tx tx) {
        sent = true;
        var statements = new ArrayList<Future<?>>();
        entries.forEach((tenant, added) -> {
            added.forEach(entry -> statements.add(table.append(tx, tenant, entry)));
            if (ends.containsKey(tenant)) {
                statements.add(table.end(tx, tenant, ends.get(tenant)));
            }
        });
        return Future.all(statements);
    }

    private void requireOpen() {
        if (sent) {
            throw new IllegalStateException("The transaction is being committed; it takes no more audit entries");
        }
    }
}
