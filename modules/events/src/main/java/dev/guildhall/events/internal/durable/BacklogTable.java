package dev.guildhall.events.internal.durable;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.Backlog;
import io.vertx.core.Future;
import java.util.List;
import org.jooq.Field;

/** The SQL by which the work that waits is counted. It looks at all cursors, so it is not for every second. */
public final class BacklogTable {

    private static final Field<String> KIND = field(name("kind"), String.class);
    private static final Field<Long> WAITING = field(name("waiting"), Long.class);
    private static final Field<Double> OLDEST = field(name("oldest"), Double.class);
    private static final Field<Long> DEAD = field(name("dead"), Long.class);

    private static final Sql<Backlog> ALL = Sql.rows(
            resultQuery("""
            select kind, cast(sum(waiting) as bigint) as waiting, coalesce(max(oldest), 0) as oldest,
                   cast(sum(dead) as bigint) as dead
              from (select c.kind, sum(n.last_sequence - c.sequence) as waiting,
                           cast(max(extract(epoch from now() - e.time)) as double precision) as oldest, 0 as dead
                      from guildhall.event_cursor c
                      join guildhall.event_counter n on n.tenant_id = c.tenant_id
                      left join guildhall.event e
                        on e.tenant_id = c.tenant_id and e.sequence = c.sequence + 1
                     where c.sequence < n.last_sequence and c.state = 'ACTIVE'
                     group by c.kind
                    union all
                    select kind, 0, null, count(*) from guildhall.event_dead_letter group by kind
                    union all
                    select 'webhook-delivery', count(*),
                           cast(max(extract(epoch from now() - created_at)) as double precision), 0
                      from guildhall.webhook_delivery where state = 'PENDING'
                    union all
                    select 'webhook-delivery', 0, null, count(*)
                      from guildhall.webhook_delivery where state = 'DEAD') counted
             group by kind
             order by kind
            """), row -> new Backlog(row.get(KIND), row.get(WAITING), row.get(OLDEST), row.get(DEAD)));

    private final Database database;

    public BacklogTable(Database database) {
        this.database = database;
    }

    public Future<List<Backlog>> all() {
        return database.list(Tenant.PLATFORM, ALL);
    }
}
