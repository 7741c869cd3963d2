package dev.guildhall.audit.internal;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
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
    private static final Comparator<WorkspaceId> ORDER = Comparator.<WorkspaceId, Boolean>comparing(
                    WorkspaceId.PLATFORM::equals)
            .thenComparing(WorkspaceId::value);

    private final ChainTable table = new ChainTable();
    private final SortedMap<WorkspaceId, List<String>> entries = new TreeMap<>(ORDER);
    private final Map<WorkspaceId, String> ends = new HashMap<>();
    private boolean sent;

    public void add(WorkspaceId workspace, String entry) {
        requireOpen();
        entries.computeIfAbsent(workspace, first -> new ArrayList<>()).add(entry);
    }

    public void end(WorkspaceId workspace, String entry) {
        requireOpen();
        entries.computeIfAbsent(workspace, first -> new ArrayList<>());
        ends.put(workspace, entry);
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
        entries.forEach((workspace, added) -> {
            if (!added.isEmpty()) {
                statements.add(append(tx, workspace, added));
            }
            if (ends.containsKey(workspace)) {
                statements.add(table.end(tx, workspace, ends.get(workspace)));
            }
        });
        return Future.all(statements);
    }

    private Future<?> append(Tx tx, WorkspaceId workspace, List<String> added) {
        return table.append(tx, workspace, added)
                .recover(ConstraintViolation.means(
                        ChainTable.OPEN,
                        () -> CommonError.WORKSPACE_NOT_FOUND.because(
                                "There is no such workspace, or you have no access to it.")));
    }

    private void requireOpen() {
        if (sent) {
            throw new IllegalStateException("The transaction is being committed; it takes no more audit entries");
        }
    }
}
