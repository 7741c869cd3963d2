package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_TOOL_RUN;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.ToolRun;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code agent_tool_run}. */
final class ToolRunTable {

    private static final Columns<ToolRun> COLUMNS = Columns.<ToolRun>of(AGENT_TOOL_RUN.NUMBER, ToolRun::number)
            .and(AGENT_TOOL_RUN.CAPABILITY, ToolRun::capability)
            .and(AGENT_TOOL_RUN.INPUT, ToolRun::input)
            .and(AGENT_TOOL_RUN.OUTPUT, ToolRun::output)
            .and(AGENT_TOOL_RUN.ERROR_CODE, ToolRun::errorCode)
            .and(AGENT_TOOL_RUN.ERROR, ToolRun::error)
            .and(AGENT_TOOL_RUN.STARTED_AT, ToolRun::startedAt)
            .and(AGENT_TOOL_RUN.FINISHED_AT, ToolRun::finishedAt);

    private record Made(WorkspaceId workspace, UUID run, ToolRun call) {}

    private record OfRun(WorkspaceId workspace, UUID run) {}

    private static final ParameterizedSql<Made, Void> INSERT =
            ParameterizedSql.change(made -> insertInto(AGENT_TOOL_RUN)
                    .set(AGENT_TOOL_RUN.WORKSPACE_ID, made.value(AGENT_TOOL_RUN.WORKSPACE_ID, Made::workspace))
                    .set(AGENT_TOOL_RUN.RUN_ID, made.value(AGENT_TOOL_RUN.RUN_ID, Made::run))
                    .set(made.values(COLUMNS, Made::call)));

    private static final ParameterizedSql<OfRun, ToolRun> LIST = ParameterizedSql.rows(
            of -> select(COLUMNS.fields())
                    .from(AGENT_TOOL_RUN)
                    .where(of.eq(AGENT_TOOL_RUN.WORKSPACE_ID, OfRun::workspace))
                    .and(of.eq(AGENT_TOOL_RUN.RUN_ID, OfRun::run))
                    .orderBy(AGENT_TOOL_RUN.NUMBER),
            ToolRunTable::call);

    Future<Void> insert(Tx tx, WorkspaceId workspace, UUID run, ToolRun call) {
        return tx.execute(INSERT.with(new Made(workspace, run, call))).mapEmpty();
    }

    Future<List<ToolRun>> list(Database database, WorkspaceId workspace, UUID run) {
        return database.list(workspace, LIST.with(new OfRun(workspace, run)));
    }

    private static ToolRun call(ResultRow row) {
        return new ToolRun(
                row.get(AGENT_TOOL_RUN.NUMBER),
                row.get(AGENT_TOOL_RUN.CAPABILITY),
                row.get(AGENT_TOOL_RUN.INPUT),
                Optional.ofNullable(row.get(AGENT_TOOL_RUN.OUTPUT)),
                Optional.ofNullable(row.get(AGENT_TOOL_RUN.ERROR_CODE)),
                Optional.ofNullable(row.get(AGENT_TOOL_RUN.ERROR)),
                row.instant(AGENT_TOOL_RUN.STARTED_AT),
                row.instant(AGENT_TOOL_RUN.FINISHED_AT));
    }
}
