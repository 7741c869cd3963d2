package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_MEMORY;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.MemoryEntry;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.tables.AgentMemory;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** All SQL on the table {@code agent_memory}. */
public final class MemoryTable {

    /** As lists name it, which are made of several parts. */
    private static final AgentMemory LISTED = AGENT_MEMORY.as("listed");

    public static final ListFields<MemoryEntry> LIST = ListFields.<MemoryEntry>named("memory")
            .filterable("agentKey", text(), LISTED.AGENT_KEY)
            .filterable("userId", uuid(), LISTED.USER_ID)
            .sortable("createdAt", timestamp(), LISTED.CREATED_AT, MemoryEntry::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), LISTED.ID, MemoryEntry::id);

    private static final int MOST_REMEMBERED = 20;

    private static final Columns<MemoryEntry> COLUMNS = Columns.<MemoryEntry>of(
                    AGENT_MEMORY.WORKSPACE_ID, MemoryEntry::workspace)
            .and(AGENT_MEMORY.ID, MemoryEntry::id)
            .and(AGENT_MEMORY.AGENT_KEY, MemoryEntry::agentKey)
            .and(AGENT_MEMORY.USER_ID, MemoryEntry::user)
            .and(AGENT_MEMORY.CONTENT, MemoryEntry::content)
            .and(AGENT_MEMORY.CREATED_BY, MemoryEntry::createdBy)
            .and(AGENT_MEMORY.CREATED_AT, MemoryEntry::createdAt);

    private static final Field<Integer> ENTRIES = DSL.count().as("entries");

    private static final List<Field<?>> LISTED_COLUMNS =
            COLUMNS.fields().stream().<Field<?>>map(LISTED::field).toList();

    private record Key(WorkspaceId workspace, UUID id) {}

    private record Concerned(WorkspaceId workspace, String agentKey, UserId user) {}

    private static final ParameterizedSql<MemoryEntry, Void> INSERT =
            ParameterizedSql.change(entry -> insertInto(AGENT_MEMORY).set(entry.values(COLUMNS)));

    private static final ParameterizedSql<WorkspaceId, Integer> COUNT = ParameterizedSql.rows(
            workspace -> select(ENTRIES).from(AGENT_MEMORY).where(workspace.eq(AGENT_MEMORY.WORKSPACE_ID)),
            row -> row.get(ENTRIES));

    private static final ParameterizedSql<Key, MemoryEntry> LOCK = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(AGENT_MEMORY)
                    .where(key.eq(AGENT_MEMORY.WORKSPACE_ID, Key::workspace))
                    .and(key.eq(AGENT_MEMORY.ID, Key::id))
                    .forUpdate(),
            MemoryTable::entry);

    private static final ParameterizedSql<Key, MemoryEntry> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(AGENT_MEMORY)
                    .where(key.eq(AGENT_MEMORY.WORKSPACE_ID, Key::workspace))
                    .and(key.eq(AGENT_MEMORY.ID, Key::id)),
            MemoryTable::entry);

    private static final ParameterizedSql<Key, Void> DELETE = ParameterizedSql.change(key -> deleteFrom(AGENT_MEMORY)
            .where(key.eq(AGENT_MEMORY.WORKSPACE_ID, Key::workspace))
            .and(key.eq(AGENT_MEMORY.ID, Key::id)));

    private static final ParameterizedSql<Concerned, String> REMEMBERED = ParameterizedSql.rows(
            concerned -> select(AGENT_MEMORY.CONTENT)
                    .from(AGENT_MEMORY)
                    .where(concerned.eq(AGENT_MEMORY.WORKSPACE_ID, Concerned::workspace))
                    .and(AGENT_MEMORY.AGENT_KEY.isNull().or(concerned.eq(AGENT_MEMORY.AGENT_KEY, Concerned::agentKey)))
                    .and(AGENT_MEMORY.USER_ID.isNull().or(concerned.eq(AGENT_MEMORY.USER_ID, Concerned::user)))
                    .orderBy(AGENT_MEMORY.CREATED_AT.desc(), AGENT_MEMORY.ID.desc())
                    .limit(inline(MOST_REMEMBERED)),
            row -> row.get(AGENT_MEMORY.CONTENT));

    /** One page of what a user may see: what is of everybody, and what is of themselves. */
    public Future<Page<MemoryEntry>> list(
            Database database,
            WorkspaceId workspace,
            UserId reader,
            Optional<String> search,
            PageRequest<MemoryEntry> page) {
        return page.read(
                database,
                workspace,
                asked -> {
                    var ofAll = part(workspace, search, asked, LISTED.USER_ID.isNull());
                    var own = part(workspace, search, asked, LISTED.USER_ID.eq(reader.value()));
                    return select(LISTED_COLUMNS)
                            .from(ofAll.unionAll(own).asTable(LISTED.getName()))
                            .orderBy(asked.orderBy())
                            .limit(inline(asked.limit()));
                },
                MemoryTable::entry);
    }

    private static Select<Record> part(
            WorkspaceId workspace, Optional<String> search, PageRequest<MemoryEntry> page, Condition whose) {
        return select(LISTED_COLUMNS)
                .from(LISTED)
                .where(LISTED.WORKSPACE_ID.eq(workspace.value()))
                .and(whose)
                .and(search.map(MemoryTable::says).orElseGet(DSL::noCondition))
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
    }

    private static Condition says(String words) {
        return DSL.condition("{0} @@ websearch_to_tsquery('simple', {1})", LISTED.WORDS, DSL.val(words));
    }

    public Future<Integer> count(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT.with(workspace)).map(Optional::orElseThrow);
    }

    public Future<Integer> insert(Tx tx, MemoryEntry entry) {
        return tx.execute(INSERT.with(entry));
    }

    public Future<Optional<MemoryEntry>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(workspace, FIND.with(new Key(workspace, id)));
    }

    public Future<Optional<MemoryEntry>> lock(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(LOCK.with(new Key(workspace, id)));
    }

    public Future<Integer> delete(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.execute(DELETE.with(new Key(workspace, id)));
    }

    /** The latest of what concerns an agent that answers a user, the latest first. */
    Future<List<String>> remembered(Database database, WorkspaceId workspace, String agentKey, UserId user) {
        return database.list(workspace, REMEMBERED.with(new Concerned(workspace, agentKey, user)));
    }

    private static MemoryEntry entry(ResultRow row) {
        return new MemoryEntry(
                new WorkspaceId(row.get(AGENT_MEMORY.WORKSPACE_ID)),
                row.get(AGENT_MEMORY.ID),
                Optional.ofNullable(row.get(AGENT_MEMORY.AGENT_KEY)),
                Optional.ofNullable(row.get(AGENT_MEMORY.USER_ID)).map(UserId::new),
                row.get(AGENT_MEMORY.CONTENT),
                new UserId(row.get(AGENT_MEMORY.CREATED_BY)),
                row.instant(AGENT_MEMORY.CREATED_AT));
    }
}
