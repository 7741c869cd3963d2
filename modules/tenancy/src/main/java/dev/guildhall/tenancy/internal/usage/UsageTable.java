package dev.guildhall.tenancy.internal.usage;

import static dev.guildhall.db.Tables.WORKSPACE;
import static dev.guildhall.db.Tables.WORKSPACE_USAGE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageAmount;
import dev.guildhall.core.usage.UsageMetric;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Query;

/** All SQL on the tables {@code workspace_usage} and {@code usage_count}. */
final class UsageTable {

    private static final Field<BigDecimal> AMOUNT = field(name("amount"), BigDecimal.class);

    // What is counted in a workspace that is deleted meanwhile is nobody's.
    private static final String INSERT = """
            insert into guildhall.workspace_usage as u (workspace_id, day, metric, amount)
            select w.id, {0}, a.metric, a.amount
              from unnest({1}, {2}, {3}) a (workspace_id, metric, amount)
              join guildhall.workspace w on w.id = a.workspace_id
             where true
             order by w.id, a.metric
            on conflict on constraint workspace_usage_pk do update set amount =""";

    private static final ParameterizedSql<Some, Void> SET = ParameterizedSql.change(
            some -> insert(some, INSERT + " excluded.amount where u.amount <> excluded.amount"));

    private static final ParameterizedSql<Some, Void> ADD =
            ParameterizedSql.change(some -> insert(some, INSERT + " u.amount + excluded.amount"));

    private static final Sql<Boolean> TAKE = Sql.rows(resultQuery("""
                    update guildhall.usage_count set counted_at = now()
                     where counted_at < now() - interval '9 minutes' returning true as taken
                    """), row -> true);

    private static final ParameterizedSql<OfWorkspace, DayAmount> WORKSPACES = ParameterizedSql.rows(
            of -> select(
                            WORKSPACE_USAGE.DAY,
                            WORKSPACE_USAGE.METRIC,
                            sum(WORKSPACE_USAGE.AMOUNT).as(AMOUNT))
                    .from(WORKSPACE_USAGE)
                    .where(of.eq(WORKSPACE_USAGE.WORKSPACE_ID, OfWorkspace::workspace))
                    .and(WORKSPACE_USAGE.DAY.between(
                            of.value(WORKSPACE_USAGE.DAY, it -> it.span().from()),
                            of.value(WORKSPACE_USAGE.DAY, it -> it.span().to())))
                    .groupBy(WORKSPACE_USAGE.DAY, WORKSPACE_USAGE.METRIC)
                    .orderBy(WORKSPACE_USAGE.DAY),
            UsageTable::amount);

    private static final ParameterizedSql<OfOrganization, DayAmount> ORGANIZATIONS = ParameterizedSql.rows(
            of -> select(
                            WORKSPACE_USAGE.DAY,
                            WORKSPACE_USAGE.METRIC,
                            sum(WORKSPACE_USAGE.AMOUNT).as(AMOUNT))
                    .from(WORKSPACE_USAGE)
                    .join(WORKSPACE)
                    .on(WORKSPACE.ID.eq(WORKSPACE_USAGE.WORKSPACE_ID))
                    .where(of.eq(WORKSPACE.ORGANIZATION_ID, OfOrganization::organization))
                    .and(WORKSPACE_USAGE.DAY.between(
                            of.value(WORKSPACE_USAGE.DAY, it -> it.span().from()),
                            of.value(WORKSPACE_USAGE.DAY, it -> it.span().to())))
                    .groupBy(WORKSPACE_USAGE.DAY, WORKSPACE_USAGE.METRIC)
                    .orderBy(WORKSPACE_USAGE.DAY),
            UsageTable::amount);

    private static final ParameterizedSql<LocalDate, Void> FORGET = ParameterizedSql.change(
            before -> deleteFrom(WORKSPACE_USAGE).where(WORKSPACE_USAGE.DAY.lt(before.value(WORKSPACE_USAGE.DAY))));

    private record Some(LocalDate day, List<UsageAmount> amounts) {}

    private record OfWorkspace(WorkspaceId workspace, UsageSpan span) {}

    private record OfOrganization(OrganizationId organization, UsageSpan span) {}

    private final Database database;

    UsageTable(Database database) {
        this.database = database;
    }

    /** How much of something was used in a day, or was there at its end. */
    record DayAmount(LocalDate day, UsageMetric metric, long amount) {}

    private static Query insert(Parameters<Some> some, String sql) {
        return query(
                sql,
                some.value(WORKSPACE_USAGE.DAY, Some::day),
                some.value(
                        UUID[].class,
                        it -> it.amounts().stream()
                                .map(one -> one.workspace().value())
                                .toArray(UUID[]::new)),
                some.value(
                        String[].class,
                        it -> it.amounts().stream()
                                .map(one -> one.metric().name())
                                .toArray(String[]::new)),
                some.value(
                        Long[].class,
                        it -> it.amounts().stream().map(UsageAmount::amount).toArray(Long[]::new)));
    }

    private static DayAmount amount(ResultRow row) {
        return new DayAmount(
                row.get(WORKSPACE_USAGE.DAY),
                UsageMetric.valueOf(row.get(WORKSPACE_USAGE.METRIC)),
                row.get(AMOUNT).longValue());
    }

    /** Deletes what was used before that day. */
    Future<Void> forget(LocalDate day) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET.with(day)))
                .mapEmpty();
    }

    /** Whether it is for this node to count now. */
    Future<Boolean> take() {
        return database.first(Tenant.PLATFORM, TAKE).map(taken -> taken.isPresent());
    }

    Future<Void> set(LocalDate day, List<UsageAmount> amounts) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(SET.with(new Some(day, amounts))))
                .mapEmpty();
    }

    Future<Void> add(LocalDate day, List<UsageAmount> amounts) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(ADD.with(new Some(day, amounts))))
                .mapEmpty();
    }

    Future<List<DayAmount>> of(WorkspaceId workspace, UsageSpan span) {
        return database.list(workspace, WORKSPACES.with(new OfWorkspace(workspace, span)));
    }

    /** Of all its workspaces together, which none of them sees. */
    Future<List<DayAmount>> of(OrganizationId organization, UsageSpan span) {
        return database.list(Tenant.PLATFORM, ORGANIZATIONS.with(new OfOrganization(organization, span)));
    }
}
