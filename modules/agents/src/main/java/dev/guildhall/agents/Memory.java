package dev.guildhall.agents;

import dev.guildhall.agents.internal.MemoryTable;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** What agents are to remember in workspaces. Safe for all event loops. */
public final class Memory {

    /** What entries can be filtered and ordered by. */
    public static final ListFields<MemoryEntry> LIST = MemoryTable.LIST;

    /** How many a workspace can have. */
    static final int LIMIT = 10_000;

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final Clock clock;
    private final MemoryTable table = new MemoryTable();

    Memory(Database database, Workspaces workspaces, Journal journal, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * One page of what whoever asks may see: what is of everybody, and of themselves.
     *
     * @param search words of the content
     */
    public Future<Page<MemoryEntry>> list(
            Authentication by, WorkspaceId workspace, Optional<String> search, PageRequest<MemoryEntry> page) {
        return table.list(database, workspace, by.user(), search, page);
    }

    /** The entry, if whoever asks may see it. */
    public Future<Optional<MemoryEntry>> find(Authentication by, WorkspaceId workspace, UUID id) {
        var reader = by.user();
        return table.find(database, workspace, id)
                .map(found ->
                        found.filter(entry -> entry.user().map(reader::equals).orElse(true)));
    }

    /** Fails with {@code MEMORY.FULL}. */
    public Future<MemoryEntry> add(Authentication by, WorkspaceId workspace, NewMemory wanted) {
        var entry = new MemoryEntry(
                workspace,
                Ids.next(),
                wanted.agentKey(),
                wanted.personal() ? Optional.of(by.user()) : Optional.empty(),
                wanted.content(),
                by.user(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return database.inTransaction(
                workspace,
                tx -> workspaces
                        .lockForMembers(tx, workspace)
                        .compose(locked -> table.count(tx, workspace))
                        .compose(count -> {
                            if (count >= LIMIT) {
                                throw AgentError.MEMORY_FULL.because(
                                        "A workspace's agents remember " + LIMIT + " entries; delete some first.");
                            }
                            return table.insert(tx, entry);
                        })
                        .map(inserted -> {
                            journal.record(tx, workspace, change(by, "agent.memory_added", entry));
                            return entry;
                        }));
    }

    /**
     * Forgets an entry: one's own, one that one has added, or with the permission to manage agents any that is not another
     * user's own. Fails with {@code MEMORY.NOT_FOUND}, and with {@code ACCESS.DENIED}.
     */
    public Future<Void> delete(Authentication by, Access access, UUID id) {
        var workspace = access.workspace();
        var user = by.user();
        return database.inTransaction(
                workspace,
                tx -> table.lock(tx, workspace, id)
                        .map(found -> found.filter(
                                        entry -> entry.user().map(user::equals).orElse(true))
                                .orElseThrow(() -> AgentError.MEMORY_NOT_FOUND.because("There is no such entry here.")))
                        .compose(entry -> {
                            if (entry.user().isEmpty() && !entry.createdBy().equals(user)) {
                                access.require(AgentPermissions.AGENTS_MANAGE);
                            }
                            return table.delete(tx, workspace, id).map(deleted -> {
                                journal.record(tx, workspace, change(by, "agent.memory_deleted", entry));
                                return null;
                            });
                        }));
    }

    // Not what it says: that is to be gone with it.
    private static Change change(Authentication by, String type, MemoryEntry entry) {
        return Change.of(by, type)
                .on(entry.id())
                .telling(new JsonObject().put("agentKey", entry.agentKey().orElse(null)));
    }
}
