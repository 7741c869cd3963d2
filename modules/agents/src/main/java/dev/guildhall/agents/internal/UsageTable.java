package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_USAGE;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.Budget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The SQL that counts what runs took, on the table {@code agent_usage}. */
final class UsageTable {

    private static final Field<BigDecimal> TOKENS = DSL.field(DSL.name("tokens"), BigDecimal.class);
    private static final Field<BigDecimal> COST = DSL.field(DSL.name("cost"), BigDecimal.class);

    private record Taken(AgentRun run, Used used) {}

    private static final ParameterizedSql<Taken, Boolean> ADD = ParameterizedSql.rows(
            taken -> resultQuery(
                    """
                    insert into guildhall.agent_usage as u
                      (workspace_id, day, agent_key, user_id, provider, model, runs, input_tokens, output_tokens, cost)
                    values ({0}, (now() at time zone 'utc')::date, {1}, {2}, {3}, {4}, 1, {5}, {6}, {7})
                    on conflict on constraint agent_usage_pk do update
                       set runs = u.runs + 1, input_tokens = u.input_tokens + excluded.input_tokens,
                           output_tokens = u.output_tokens + excluded.output_tokens, cost = u.cost + excluded.cost
                    returning true as counted
                    """,
                    taken.value(AGENT_USAGE.WORKSPACE_ID, it -> it.run().workspace()),
                    taken.value(AGENT_USAGE.AGENT_KEY, it -> it.run().agentKey()),
                    taken.value(AGENT_USAGE.USER_ID, it -> it.run().user()),
                    taken.value(AGENT_USAGE.PROVIDER, it -> it.run().config().getString("provider")),
                    taken.value(AGENT_USAGE.MODEL, it -> it.run().config().getString("model")),
                    taken.value(AGENT_USAGE.INPUT_TOKENS, it -> it.used().inputTokens()),
                    taken.value(AGENT_USAGE.OUTPUT_TOKENS, it -> it.used().outputTokens()),
                    taken.value(AGENT_USAGE.COST, it -> it.used().cost())),
            row -> true);

    private record Since(WorkspaceId workspace, Budget.Period period) {}

    private static final ParameterizedSql<Since, Budget.Spent> SPENT = ParameterizedSql.rows(
            since -> resultQuery(
                    """
                    select coalesce(sum(input_tokens + output_tokens), 0) as tokens, coalesce(sum(cost), 0) as cost
                      from guildhall.agent_usage
                     where workspace_id = {0} and day >= date_trunc({1}, now() at time zone 'utc')::date
                    """,
                    since.value(AGENT_USAGE.WORKSPACE_ID, Since::workspace),
                    since.value(String.class, it -> it.period().name().toLowerCase(Locale.ROOT))),
            UsageTable::spent);

    Future<Void> add(Tx tx, AgentRun run, Used used) {
        return tx.list(ADD.with(new Taken(run, used))).mapEmpty();
    }

    /** What a workspace took in the period that is under way, in UTC. */
    Future<Budget.Spent> spent(Database database, WorkspaceId workspace, Budget.Period period) {
        return database.first(workspace, SPENT.with(new Since(workspace, period)))
                .map(Optional::orElseThrow);
    }

    private static Budget.Spent spent(ResultRow row) {
        return new Budget.Spent(row.get(TOKENS).longValueExact(), row.get(COST));
    }
}
