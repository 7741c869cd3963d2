package dev.guildhall.audit.internal;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.internal.RedactionTable.Found;
import dev.guildhall.audit.internal.RedactionTable.Redacted;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what tells of a person or a workspace out of all audit logs, so that each can still be verified: an entry of the log
 * itself says of which entries, and vouches for what is left of them.
 */
public final class AuditErasure implements Erasing {

    private static final String ACTION = "audit.redacted";
    private static final int BLOCKS = 1_024;
    private static final int ENTRIES = 500;

    private final RedactionTable table;

    public AuditErasure(Database database) {
        this.table = new RedactionTable(database);
    }

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        return table.blocks().compose(blocks -> erase(of, 0, blocks, 0)).map(entries -> Map.of("audit_entry", entries));
    }

    private Future<Long> erase(Traces of, long first, long blocks, long before) {
        return first >= blocks
                ? Future.succeededFuture(before)
                : table.telling(first, first + BLOCKS, of.patterns())
                        .compose(found -> redact(of, found))
                        .compose(entries -> erase(of, first + BLOCKS, blocks, before + entries));
    }

    private Future<Long> redact(Traces of, List<Found> found) {
        var done = Future.succeededFuture(0L);
        var byTenant = found.stream().collect(groupingBy(Found::tenant, LinkedHashMap::new, toList()));
        for (var tenant : byTenant.entrySet()) {
            var redacted = redacted(of, tenant.getValue());
            for (var from = 0; from < redacted.size(); from += ENTRIES) {
                var some = redacted.subList(from, Math.min(from + ENTRIES, redacted.size()));
                done = done.compose(before ->
                        table.redact(tenant.getKey(), some, voucher(of)).map(before + some.size()));
            }
        }
        return done;
    }

    private static List<Redacted> redacted(Traces of, List<Found> found) {
        var redaction = new Redaction(of);
        var all = new ArrayList<Redacted>();
        found.forEach(entry ->
                redaction.of(entry).ifPresent(content -> all.add(new Redacted(entry.sequence(), content))));
        return all;
    }

    // By nobody who could be erased one day, too.
    private static EntryRow voucher(Traces of) {
        return EntryRow.of(AuditEntry.of(Authentication.SYSTEM, ACTION).on(of.id()));
    }
}
