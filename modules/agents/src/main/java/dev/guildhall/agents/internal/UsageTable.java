package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_USAGE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.Budget;
import dev.guildhall.agents.UsageQuery;
import dev.guildhall.agents.UsageQuery.By;
import dev.guildhall.agents.UsageSum;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** The SQL that counts what runs took, on the table {@code agent_usage}. */
public final class UsageTable {

    private static final Field<BigDecimal> TOKENS = DSL.field(DSL.name("tokens"), BigDecimal.class);
    private static final Field<BigDecimal> COST = DSL.field(DSL.name("cost"), BigDecimal.class);

    private static final Field<BigDecimal> RUNS = DSL.field(DSL.name("runs"), BigDecimal.class);
    private static final Field<BigDecimal> INPUT = DSL.field(DSL.name("input"), BigDecimal.class);
    private static final Field<BigDecimal> OUTPUT = DSL.field(DSL.name("output"), BigDecimal.class);
    private static final int MOST_SUMS = 10_000;

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
    public Future<Budget.Spent> spent(Database database, WorkspaceId workspace, Budget.Period period) {
        return database.first(workspace, SPENT.with(new Since(workspace, period)))
                .map(Optional::orElseThrow);
    }

    /** @param ofUser whose usage is asked for; empty for everybody's */
    public Future<List<UsageSum>> sums(
            Database database, WorkspaceId workspace, UsageQuery query, Optional<UserId> ofUser) {
        var sides = new ArrayList<Field<?>>();
        side(sides, query, By.DAY, AGENT_USAGE.DAY);
        side(sides, query, By.AGENT, AGENT_USAGE.AGENT_KEY);
        side(sides, query, By.USER, AGENT_USAGE.USER_ID);
        side(sides, query, By.MODEL, AGENT_USAGE.PROVIDER);
        side(sides, query, By.MODEL, AGENT_USAGE.MODEL);
        var rows = select(sides)
                .select(
                        DSL.sum(AGENT_USAGE.RUNS).as(RUNS),
                        DSL.sum(AGENT_USAGE.INPUT_TOKENS).as(INPUT),
                        DSL.sum(AGENT_USAGE.OUTPUT_TOKENS).as(OUTPUT),
                        DSL.sum(AGENT_USAGE.COST).as(COST))
                .from(AGENT_USAGE)
                .where(AGENT_USAGE.WORKSPACE_ID.eq(workspace.value()))
                .and(AGENT_USAGE.DAY.between(query.from(), query.to()))
                .and(ofUser.map(user -> AGENT_USAGE.USER_ID.eq(user.value())).orElseGet(DSL::noCondition))
                .groupBy(sides)
                .orderBy(order(sides))
                .limit(inline(MOST_SUMS));
        return database.page(workspace, Sql.rows(rows, row -> sum(row, sides)));
    }

    private static void side(List<Field<?>> sides, UsageQuery query, By by, Field<?> column) {
        if (query.groupedBy().contains(by)) {
            sides.add(column);
        }
    }

    private static List<SortField<?>> order(List<Field<?>> sides) {
        var order = new ArrayList<SortField<?>>();
        sides.forEach(side -> order.add(side.equals(AGENT_USAGE.DAY) ? side.desc() : side.asc()));
        return order;
    }

    private static UsageSum sum(ResultRow row, List<Field<?>> sides) {
        return new UsageSum(
                value(row, sides, AGENT_USAGE.DAY),
                value(row, sides, AGENT_USAGE.AGENT_KEY),
                value(row, sides, AGENT_USAGE.USER_ID),
                value(row, sides, AGENT_USAGE.PROVIDER),
                value(row, sides, AGENT_USAGE.MODEL),
                row.get(RUNS).longValueExact(),
                row.get(INPUT).longValueExact(),
                row.get(OUTPUT).longValueExact(),
                row.get(COST));
    }

    private static <T> Optional<T> value(ResultRow row, List<Field<?>> sides, Field<T> column) {
        return sides.contains(column) ? Optional.of(row.get(column)) : Optional.empty();
    }

    private static Budget.Spent spent(ResultRow row) {
        return new Budget.Spent(row.get(TOKENS).longValueExact(), row.get(COST));
    }
}
