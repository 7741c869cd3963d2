package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_SESSION;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.agents.AgentSession;
import dev.guildhall.agents.Surface;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;

/** All SQL on the table {@code agent_session}. */
public final class SessionTable {

    /** As lists name it, which are made of several parts. */
    private static final dev.guildhall.db.tables.AgentSession LISTED = AGENT_SESSION.as("listed");

    public static final ListFields<AgentSession> LIST = ListFields.<AgentSession>named("sessions")
            .filterable("surface", enumeration(Surface.class), LISTED.SURFACE)
            .filterable("surfaceId", text(), LISTED.SURFACE_ID)
            .filterable("agentKey", text(), LISTED.AGENT_KEY)
            .sortable("activeAt", timestamp(), LISTED.ACTIVE_AT, AgentSession::activeAt)
            .defaultOrder("activeAt desc")
            .id("id", uuid(), LISTED.ID, AgentSession::id);

    private static final Columns<AgentSession> COLUMNS = Columns.<AgentSession>of(
                    AGENT_SESSION.WORKSPACE_ID, AgentSession::workspace)
            .and(AGENT_SESSION.ID, AgentSession::id)
            .and(AGENT_SESSION.SURFACE, AgentSession::surface)
            .and(AGENT_SESSION.SURFACE_ID, AgentSession::surfaceId)
            .and(AGENT_SESSION.USER_ID, AgentSession::user)
            .and(AGENT_SESSION.AGENT_KEY, AgentSession::agentKey)
            .and(AGENT_SESSION.LAST_SEQUENCE, AgentSession::lastSequence)
            .and(AGENT_SESSION.CREATED_BY, AgentSession::createdBy)
            .and(AGENT_SESSION.CREATED_AT, AgentSession::createdAt)
            .and(AGENT_SESSION.ACTIVE_AT, AgentSession::activeAt);

    private static final List<Field<?>> LISTED_COLUMNS =
            COLUMNS.fields().stream().<Field<?>>map(LISTED::field).toList();

    private record Key(WorkspaceId workspace, UUID id) {}

    private record Group(WorkspaceId workspace, String surfaceId) {}

    private record Private(WorkspaceId workspace, UserId user, String agentKey) {}

    private record Said(WorkspaceId workspace, UUID id, Instant at) {}

    private static final ParameterizedSql<Key, AgentSession> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields()).from(AGENT_SESSION).where(is(key, Key::workspace, Key::id)),
            SessionTable::session);

    private static final ParameterizedSql<Group, AgentSession> FIND_GROUP = ParameterizedSql.rows(
            group -> select(COLUMNS.fields())
                    .from(AGENT_SESSION)
                    .where(group.eq(AGENT_SESSION.WORKSPACE_ID, Group::workspace))
                    .and(group.eq(AGENT_SESSION.SURFACE_ID, Group::surfaceId))
                    .and(AGENT_SESSION.SURFACE.eq(inline(Surface.GROUP.name()))),
            SessionTable::session);

    private static final ParameterizedSql<Private, AgentSession> FIND_PRIVATE = ParameterizedSql.rows(
            mine -> select(COLUMNS.fields())
                    .from(AGENT_SESSION)
                    .where(mine.eq(AGENT_SESSION.WORKSPACE_ID, Private::workspace))
                    .and(mine.eq(AGENT_SESSION.USER_ID, Private::user))
                    .and(mine.eq(AGENT_SESSION.AGENT_KEY, Private::agentKey))
                    .and(AGENT_SESSION.SURFACE.eq(inline(Surface.PRIVATE.name()))),
            SessionTable::session);

    // Of several who open one at the same time one does.
    private static final ParameterizedSql<AgentSession, UUID> INSERT = ParameterizedSql.rows(
            session -> insertInto(AGENT_SESSION)
                    .set(session.values(COLUMNS))
                    .onConflictDoNothing()
                    .returning(AGENT_SESSION.ID),
            row -> row.get(AGENT_SESSION.ID));

    private static final ParameterizedSql<Said, Long> COUNT_UP = ParameterizedSql.rows(
            said -> update(AGENT_SESSION)
                    .set(AGENT_SESSION.LAST_SEQUENCE, AGENT_SESSION.LAST_SEQUENCE.plus(inline(1L)))
                    .set(AGENT_SESSION.ACTIVE_AT, said.value(AGENT_SESSION.ACTIVE_AT, Said::at))
                    .where(is(said, Said::workspace, Said::id))
                    .returning(AGENT_SESSION.LAST_SEQUENCE),
            row -> row.get(AGENT_SESSION.LAST_SEQUENCE));

    private static final ParameterizedSql<Key, UUID> LOCK = ParameterizedSql.rows(
            key -> select(AGENT_SESSION.ID)
                    .from(AGENT_SESSION)
                    .where(is(key, Key::workspace, Key::id))
                    .forUpdate(),
            row -> row.get(AGENT_SESSION.ID));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(AGENT_SESSION).where(is(key, Key::workspace, Key::id)));

    public Future<Optional<AgentSession>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(workspace, FIND.with(new Key(workspace, id)));
    }

    public Future<Optional<AgentSession>> find(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(FIND.with(new Key(workspace, id)));
    }

    /** The group's session of this name. */
    public Future<Optional<AgentSession>> group(Database database, WorkspaceId workspace, String surfaceId) {
        return database.first(workspace, FIND_GROUP.with(new Group(workspace, surfaceId)));
    }

    /** A user's own session with an agent. */
    public Future<Optional<AgentSession>> ofUser(
            Database database, WorkspaceId workspace, UserId user, String agentKey) {
        return database.first(workspace, FIND_PRIVATE.with(new Private(workspace, user, agentKey)));
    }

    /** One page of those that a user may see: of the groups' and of their own, each from an index. */
    public Future<Page<AgentSession>> list(
            Database database, WorkspaceId workspace, UserId reader, PageRequest<AgentSession> page) {
        return page.read(
                database,
                workspace,
                asked -> {
                    var ofGroups = part(workspace, asked, LISTED.SURFACE.eq(inline(Surface.GROUP.name())));
                    var own = part(
                            workspace,
                            asked,
                            LISTED.SURFACE.eq(inline(Surface.PRIVATE.name())).and(LISTED.USER_ID.eq(reader.value())));
                    return select(LISTED_COLUMNS)
                            .from(ofGroups.unionAll(own).asTable(LISTED.getName()))
                            .orderBy(asked.orderBy())
                            .limit(inline(asked.limit()));
                },
                SessionTable::session);
    }

    private static Select<Record> part(WorkspaceId workspace, PageRequest<AgentSession> page, Condition which) {
        return select(LISTED_COLUMNS)
                .from(LISTED)
                .where(LISTED.WORKSPACE_ID.eq(workspace.value()))
                .and(which)
                .and(page.condition())
                .orderBy(page.orderBy())
                .limit(inline(page.limit()));
    }

    /** False when there is such a session already. */
    public Future<Boolean> insert(Tx tx, AgentSession session) {
        return tx.first(INSERT.with(session)).map(Optional::isPresent);
    }

    /** The number of its next message; the session is locked until the transaction ends. Empty when it is gone. */
    public Future<Optional<Long>> next(Tx tx, WorkspaceId workspace, UUID id, Instant at) {
        return tx.first(COUNT_UP.with(new Said(workspace, id, at)));
    }

    /** Locks it until the transaction ends; false when it is gone. */
    Future<Boolean> lock(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.first(LOCK.with(new Key(workspace, id))).map(Optional::isPresent);
    }

    public Future<Integer> delete(Tx tx, WorkspaceId workspace, UUID id) {
        return tx.execute(DELETE.with(new Key(workspace, id)));
    }

    private static <A> Condition is(Parameters<A> argument, Function<A, WorkspaceId> workspace, Function<A, UUID> id) {
        return argument.eq(AGENT_SESSION.WORKSPACE_ID, workspace).and(argument.eq(AGENT_SESSION.ID, id));
    }

    private static AgentSession session(ResultRow row) {
        return new AgentSession(
                new WorkspaceId(row.get(AGENT_SESSION.WORKSPACE_ID)),
                row.get(AGENT_SESSION.ID),
                Surface.valueOf(row.get(AGENT_SESSION.SURFACE)),
                Optional.ofNullable(row.get(AGENT_SESSION.SURFACE_ID)),
                Optional.ofNullable(row.get(AGENT_SESSION.USER_ID)).map(UserId::new),
                row.get(AGENT_SESSION.AGENT_KEY),
                row.get(AGENT_SESSION.LAST_SEQUENCE),
                new UserId(row.get(AGENT_SESSION.CREATED_BY)),
                row.instant(AGENT_SESSION.CREATED_AT),
                row.instant(AGENT_SESSION.ACTIVE_AT));
    }
}
