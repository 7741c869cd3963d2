package dev.guildhall.events.internal.log;

import static dev.guildhall.db.Tables.EVENT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.usage.UsageAmount;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.core.usage.UsageSource;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.Field;

/**
 * How many events happened in workspaces, of how many bytes as they are kept, and what became of their deliveries. A day's
 * events follow each other in sequence, so that those of other days are not looked at.
 */
public final class EventUsage implements UsageSource {

    private static final Field<Long> EVENTS = field(name("events"), Long.class);
    private static final Field<Long> BYTES = field(name("bytes"), Long.class);
    private static final Field<Long> SUCCEEDED = field(name("succeeded"), Long.class);
    private static final Field<Long> DEAD = field(name("dead"), Long.class);

    private static final ParameterizedSql<LocalDate, List<UsageAmount>> OF_DAY =
            ParameterizedSql.rows(day -> resultQuery("""
                    with days as materialized (
                      select c.tenant_id, guildhall.last_event_before(c.tenant_id, {0}) as before,
                             guildhall.last_event_before(c.tenant_id, {1}) as until
                        from guildhall.event_counter c
                       where c.tenant_kind = 'WORKSPACE' and c.closed_at is null)
                    select d.tenant_id, d.until - d.before as events,
                           (select coalesce(sum(pg_column_size(e.data)), 0) from guildhall.event e
                             where e.tenant_id = d.tenant_id and e.sequence > d.before and e.sequence <= d.until) as bytes,
                           deliveries.succeeded, deliveries.dead
                      from days d
                     cross join lateral (
                       select count(*) filter (where w.state = 'DELIVERED') as succeeded,
                              count(*) filter (where w.state = 'DEAD') as dead
                         from guildhall.event_subscription s
                         join guildhall.webhook_delivery w
                           on w.tenant_id = s.tenant_id and w.subscription_id = s.id
                        where s.tenant_id = d.tenant_id and w.sequence > d.before and w.sequence <= d.until) deliveries
                     where d.until > d.before
                    """, begin(day, 0), begin(day, 1)), row -> {
                var workspace = new WorkspaceId(row.get(EVENT.TENANT_ID));
                return List.of(
                        new UsageAmount(workspace, UsageMetric.EVENTS, row.get(EVENTS)),
                        new UsageAmount(workspace, UsageMetric.EVENT_BYTES, row.get(BYTES)),
                        new UsageAmount(workspace, UsageMetric.DELIVERIES_SUCCEEDED, row.get(SUCCEEDED)),
                        new UsageAmount(workspace, UsageMetric.DELIVERIES_DEAD, row.get(DEAD)));
            });

    private final Database database;

    public EventUsage(Database database) {
        this.database = database;
    }

    private static Field<?> begin(Parameters<LocalDate> day, int later) {
        return day.value(
                EVENT.TIME,
                date -> date.plusDays(later).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    @Override
    public Future<List<UsageAmount>> of(LocalDate day) {
        return database.list(Tenant.PLATFORM, OF_DAY.with(day))
                .map(all -> all.stream().flatMap(List::stream).toList());
    }
}
