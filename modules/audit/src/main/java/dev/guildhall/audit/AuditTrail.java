package dev.guildhall.audit;

import dev.guildhall.audit.internal.AuditChain;
import dev.guildhall.audit.internal.AuditTable;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The audit logs as auditors read them: a page at a time, and checked as a whole. Safe for all event loops. */
public final class AuditTrail {

    /** What {@link #page} can be filtered and ordered by. */
    public static final ListFields<AuditRecord> FIELDS = AuditTable.FIELDS;

    private final AuditTable table;
    private final AuditChain chain;

    AuditTrail(Database database) {
        this.table = new AuditTable(database);
        this.chain = new AuditChain(database);
    }

    /**
     * What a check found.
     *
     * @param entries how many entries were written
     * @param head the hash of the newest one
     * @param firstInvalid the sequence of the first that is missing, or not as it was written
     */
    public record Verification(long entries, byte[] head, Optional<Long> firstInvalid) {}

    public Future<Page<AuditRecord>> page(Tenant tenant, PageRequest<AuditRecord> page) {
        return table.page(tenant, page);
    }

    /**
     * Where a log ends, also that of a workspace which is gone.
     *
     * @param sequence 0 when nothing was written
     */
    public record End(long sequence, byte[] hash) {}

    public Future<End> end(Tenant tenant) {
        return table.end(tenant);
    }

    /** All entries about something, the oldest first. */
    public Future<List<JsonObject>> about(Tenant tenant, String subject) {
        return table.about(tenant, subject);
    }

    /** Checks that a tenant's log is as it was written, but for what was redacted; entries that come meanwhile do not matter. */
    public Future<Verification> verify(Tenant tenant) {
        return chain.verify(tenant);
    }
}
