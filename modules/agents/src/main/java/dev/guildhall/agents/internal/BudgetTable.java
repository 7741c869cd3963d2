package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_BUDGET;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.Budget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** All SQL on the table {@code agent_budget}. */
public final class BudgetTable {

    private record Kept(WorkspaceId workspace, Budget budget, Instant at) {}

    private static final ParameterizedSql<WorkspaceId, Budget> FIND = ParameterizedSql.rows(
            workspace -> select(AGENT_BUDGET.PERIOD, AGENT_BUDGET.TOKENS, AGENT_BUDGET.COST)
                    .from(AGENT_BUDGET)
                    .where(workspace.eq(AGENT_BUDGET.WORKSPACE_ID)),
            BudgetTable::budget);

    private static final ParameterizedSql<Kept, Void> PUT = ParameterizedSql.change(kept -> insertInto(AGENT_BUDGET)
            .set(AGENT_BUDGET.WORKSPACE_ID, kept.value(AGENT_BUDGET.WORKSPACE_ID, Kept::workspace))
            .set(
                    AGENT_BUDGET.PERIOD,
                    kept.value(AGENT_BUDGET.PERIOD, it -> it.budget().period()))
            .set(
                    AGENT_BUDGET.TOKENS,
                    kept.value(AGENT_BUDGET.TOKENS, it -> it.budget().tokens()))
            .set(
                    AGENT_BUDGET.COST,
                    kept.value(AGENT_BUDGET.COST, it -> it.budget().cost()))
            .set(AGENT_BUDGET.UPDATED_AT, kept.value(AGENT_BUDGET.UPDATED_AT, Kept::at))
            .onConflict(AGENT_BUDGET.WORKSPACE_ID)
            .doUpdate()
            .setAllToExcluded());

    public Future<Optional<Budget>> find(Database database, WorkspaceId workspace) {
        return database.first(workspace, FIND.with(workspace));
    }

    public Future<Optional<Budget>> find(Tx tx, WorkspaceId workspace) {
        return tx.first(FIND.with(workspace));
    }

    public Future<Integer> put(Tx tx, WorkspaceId workspace, Budget budget, Instant at) {
        return tx.execute(PUT.with(new Kept(workspace, budget, at)));
    }

    private static Budget budget(ResultRow row) {
        return new Budget(
                Budget.Period.valueOf(row.get(AGENT_BUDGET.PERIOD)),
                Optional.ofNullable(row.get(AGENT_BUDGET.TOKENS)),
                Optional.ofNullable(row.get(AGENT_BUDGET.COST)));
    }
}
