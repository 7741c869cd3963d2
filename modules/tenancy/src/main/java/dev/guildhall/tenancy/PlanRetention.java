package dev.guildhall.tenancy;

import static dev.guildhall.db.Tables.WORKSPACE;
import static java.util.stream.Collectors.toMap;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.RetentionRule;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** For how long the events of workspaces are kept by their plans. */
final class PlanRetention implements RetentionRule {

    static final Setting<Map<Plan, Duration>> DAYS = Setting.optional(
            "event-retention-plans",
            "<plan=days>",
            PlanRetention::read,
            "For how long events are kept in workspaces of a plan, where that is not --event-retention, with commas between:"
                    + " PERSONAL=30,ENTERPRISE=730.");

    private static final ParameterizedSql<List<WorkspaceId>, Planned> PLANS = ParameterizedSql.rows(
            workspaces -> select(WORKSPACE.ID, WORKSPACE.PLAN)
                    .from(WORKSPACE)
                    .where(WORKSPACE.ID.eq(any(workspaces.value(
                            UUID[].class,
                            all -> all.stream().map(WorkspaceId::value).toArray(UUID[]::new))))),
            row -> new Planned(new WorkspaceId(row.get(WORKSPACE.ID)), Plan.valueOf(row.get(WORKSPACE.PLAN))));

    private record Planned(WorkspaceId workspace, Plan plan) {}

    private final Database database;
    private final Map<Plan, Duration> days;

    PlanRetention(Database database, Map<Plan, Duration> days) {
        this.database = database;
        this.days = days;
    }

    @Override
    public Future<Map<WorkspaceId, Duration>> of(List<WorkspaceId> workspaces) {
        return database.list(Tenant.PLATFORM, PLANS.with(workspaces))
                .map(found -> found.stream()
                        .filter(one -> days.containsKey(one.plan()))
                        .collect(toMap(Planned::workspace, one -> days.get(one.plan()))));
    }

    private static Map<Plan, Duration> read(String text) {
        var all = new EnumMap<Plan, Duration>(Plan.class);
        Readings.commaSeparated(part -> part).apply(text).forEach(part -> {
            var separator = part.indexOf('=');
            var plan = Plan.named(part.substring(0, Math.max(0, separator)).strip())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "give plans with days, such as PERSONAL=30,TEAM=90,ENTERPRISE=730"));
            all.put(plan, Readings.days(part.substring(separator + 1).strip()));
        });
        return all;
    }
}
