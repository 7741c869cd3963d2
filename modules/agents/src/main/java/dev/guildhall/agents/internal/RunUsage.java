package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_USAGE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageAmount;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.core.usage.UsageSource;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Field;

/** How many runs agents made for workspaces, and of how many tokens. */
public final class RunUsage implements UsageSource {

    private static final Field<BigDecimal> RUNS = field(name("runs_made"), BigDecimal.class);
    private static final Field<BigDecimal> TOKENS = field(name("tokens"), BigDecimal.class);

    private static final ParameterizedSql<LocalDate, List<UsageAmount>> OF_DAY = ParameterizedSql.rows(
            day -> select(
                            AGENT_USAGE.WORKSPACE_ID,
                            sum(AGENT_USAGE.RUNS).as(RUNS),
                            sum(AGENT_USAGE.INPUT_TOKENS.plus(AGENT_USAGE.OUTPUT_TOKENS))
                                    .as(TOKENS))
                    .from(AGENT_USAGE)
                    .where(day.eq(AGENT_USAGE.DAY))
                    .groupBy(AGENT_USAGE.WORKSPACE_ID),
            row -> {
                var workspace = new WorkspaceId(row.get(AGENT_USAGE.WORKSPACE_ID));
                return List.of(
                        new UsageAmount(
                                workspace, UsageMetric.AGENT_RUNS, row.get(RUNS).longValue()),
                        new UsageAmount(
                                workspace,
                                UsageMetric.AGENT_TOKENS,
                                row.get(TOKENS).longValue()));
            });

    private final Database database;

    public RunUsage(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<UsageAmount>> of(LocalDate day) {
        return database.list(Tenant.PLATFORM, OF_DAY.with(day))
                .map(all -> all.stream().flatMap(List::stream).toList());
    }
}
