package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_RUN;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.AgentRun.Status;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The SQL on the table {@code agent_run} that asks for runs, looks at them and cancels them. */
public final class RunTable {

    public static final ListFields<AgentRun> LIST = ListFields.<AgentRun>named("runs")
            .filterable("status", enumeration(Status.class), AGENT_RUN.STATUS)
            .filterable("agentKey", text(), AGENT_RUN.AGENT_KEY)
            .sortable("createdAt", timestamp(), AGENT_RUN.CREATED_AT, AgentRun::createdAt)
            .defaultOrder("createdAt desc")
            .id("id", uuid(), AGENT_RUN.ID, AgentRun::id);

    static final Columns<AgentRun> COLUMNS = Columns.<AgentRun>of(AGENT_RUN.WORKSPACE_ID, AgentRun::workspace)
            .and(AGENT_RUN.ID, AgentRun::id)
            .and(AGENT_RUN.SESSION_ID, AgentRun::session)
            .and(AGENT_RUN.MESSAGE_SEQUENCE, AgentRun::messageSequence)
            .and(AGENT_RUN.AGENT_KEY, AgentRun::agentKey)
            .and(AGENT_RUN.USER_ID, AgentRun::user)
            .and(
                    AGENT_RUN.SCOPES,
                    run -> run.scopes()
                            .map(names -> names.toArray(String[]::new))
                            .orElse(null))
            .and(AGENT_RUN.READONLY, AgentRun::readonly)
            .and(AGENT_RUN.CONFIG, AgentRun::config)
            .and(AGENT_RUN.REQUEST_ID, AgentRun::requestId)
            .and(AGENT_RUN.STATUS, AgentRun::status)
            .and(AGENT_RUN.CREATED_AT, AgentRun::createdAt)
            .and(
                    AGENT_RUN.ERROR_CODE,
                    AGENT_RUN.ERROR,
                    AGENT_RUN.INPUT_TOKENS,
                    AGENT_RUN.OUTPUT_TOKENS,
                    AGENT_RUN.COST,
                    AGENT_RUN.STARTED_AT,
                    AGENT_RUN.FINISHED_AT);

    private static final Field<Integer> WAITING = DSL.count().as("waiting");

    private record OfSession(WorkspaceId workspace, UUID session) {}

    private record Key(WorkspaceId workspace, UUID id) {}

    private record Cancel(WorkspaceId workspace, UUID session, Optional<UUID> run, UserId by) {}

    private static final ParameterizedSql<AgentRun, Void> INSERT =
            ParameterizedSql.change(run -> insertInto(AGENT_RUN).set(run.values(COLUMNS)));

    private static final ParameterizedSql<OfSession, Integer> COUNT_WAITING = ParameterizedSql.rows(
            of -> select(WAITING)
                    .from(AGENT_RUN)
                    .where(of.eq(AGENT_RUN.WORKSPACE_ID, OfSession::workspace))
                    .and(of.eq(AGENT_RUN.SESSION_ID, OfSession::session))
                    .and(AGENT_RUN.STATUS.in(inline(Status.QUEUED.name()), inline(Status.RUNNING.name()))),
            row -> row.get(WAITING));

    private static final ParameterizedSql<OfSession, AgentRun> OPEN = ParameterizedSql.rows(
            of -> select(COLUMNS.fields())
                    .from(AGENT_RUN)
                    .where(of.eq(AGENT_RUN.WORKSPACE_ID, OfSession::workspace))
                    .and(of.eq(AGENT_RUN.SESSION_ID, OfSession::session))
                    .and(AGENT_RUN.STATUS.in(inline(Status.QUEUED.name()), inline(Status.RUNNING.name()))),
            RunTable::run);

    private static final ParameterizedSql<Key, AgentRun> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(AGENT_RUN)
                    .where(key.eq(AGENT_RUN.WORKSPACE_ID, Key::workspace))
                    .and(key.eq(AGENT_RUN.ID, Key::id)),
            RunTable::run);

    // One that waits is over at once; the node of one that is under way is to hear of it.
    private static final ParameterizedSql<Cancel, AgentRun> CANCEL = ParameterizedSql.rows(
            cancel -> update(AGENT_RUN)
                    .set(AGENT_RUN.CANCELLED_BY, cancel.value(AGENT_RUN.CANCELLED_BY, Cancel::by))
                    .set(
                            AGENT_RUN.FINISHED_AT,
                            when(AGENT_RUN.STATUS.eq(inline(Status.QUEUED.name())), currentOffsetDateTime()))
                    .set(
                            AGENT_RUN.STATUS,
                            when(AGENT_RUN.STATUS.eq(inline(Status.QUEUED.name())), inline(Status.CANCELLED.name()))
                                    .otherwise(AGENT_RUN.STATUS))
                    .where(cancel.eq(AGENT_RUN.WORKSPACE_ID, Cancel::workspace))
                    .and(cancel.eq(AGENT_RUN.SESSION_ID, Cancel::session))
                    .and(cancel.value(AGENT_RUN.ID, Cancel::run).isNull().or(cancel.eq(AGENT_RUN.ID, Cancel::run)))
                    .and(AGENT_RUN.STATUS.in(inline(Status.QUEUED.name()), inline(Status.RUNNING.name())))
                    .and(AGENT_RUN.CANCELLED_BY.isNull())
                    .returning(COLUMNS.fields()),
            RunTable::run);

    Future<Integer> insert(Tx tx, AgentRun run) {
        return tx.execute(INSERT.with(run));
    }

    /** How many of a session are not over. */
    Future<Integer> countWaiting(Tx tx, WorkspaceId workspace, UUID session) {
        return tx.first(COUNT_WAITING.with(new OfSession(workspace, session))).map(Optional::orElseThrow);
    }

    /** Those of a session that are not over. */
    Future<List<AgentRun>> open(Database database, WorkspaceId workspace, UUID session) {
        return database.list(workspace, OPEN.with(new OfSession(workspace, session)));
    }

    Future<Optional<AgentRun>> find(Database database, WorkspaceId workspace, UUID id) {
        return database.first(workspace, FIND.with(new Key(workspace, id)));
    }

    /** Cancels one run of a session, or all that are not over; gives those. */
    Future<List<AgentRun>> cancel(Tx tx, WorkspaceId workspace, UUID session, Optional<UUID> run, UserId by) {
        return tx.list(CANCEL.with(new Cancel(workspace, session, run, by)));
    }

    Future<Page<AgentRun>> list(Database database, WorkspaceId workspace, UUID session, PageRequest<AgentRun> page) {
        return page.read(
                database,
                workspace,
                asked -> select(COLUMNS.fields())
                        .from(AGENT_RUN)
                        .where(AGENT_RUN.WORKSPACE_ID.eq(workspace.value()))
                        .and(AGENT_RUN.SESSION_ID.eq(session))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                RunTable::run);
    }

    static AgentRun run(ResultRow row) {
        return new AgentRun(
                new WorkspaceId(row.get(AGENT_RUN.WORKSPACE_ID)),
                row.get(AGENT_RUN.ID),
                row.get(AGENT_RUN.SESSION_ID),
                row.get(AGENT_RUN.MESSAGE_SEQUENCE),
                row.get(AGENT_RUN.AGENT_KEY),
                new UserId(row.get(AGENT_RUN.USER_ID)),
                Optional.ofNullable(row.get(AGENT_RUN.SCOPES)).map(List::of),
                row.get(AGENT_RUN.READONLY),
                row.json(AGENT_RUN.CONFIG),
                row.get(AGENT_RUN.REQUEST_ID),
                Status.valueOf(row.get(AGENT_RUN.STATUS)),
                Optional.ofNullable(row.get(AGENT_RUN.ERROR_CODE)),
                Optional.ofNullable(row.get(AGENT_RUN.ERROR)),
                row.get(AGENT_RUN.INPUT_TOKENS),
                row.get(AGENT_RUN.OUTPUT_TOKENS),
                row.get(AGENT_RUN.COST),
                row.instant(AGENT_RUN.CREATED_AT),
                Optional.ofNullable(row.instant(AGENT_RUN.STARTED_AT)),
                Optional.ofNullable(row.instant(AGENT_RUN.FINISHED_AT)));
    }
}
