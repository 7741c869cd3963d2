package dev.guildhall.events.internal.log;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import org.jooq.SelectConditionStep;

/** The SQL of the table {@code event_counter}, but for the counting itself. */
public final class CounterTable {

    /** The name of the constraint that refuses events of a tenant that is deleted. */
    static final String OPEN = "event_counter_open";

    private static final ParameterizedSql<Tenant, LogExtent> EXTENT =
            ParameterizedSql.rows(tenant -> extent(tenant), CounterTable::extent);

    private static final ParameterizedSql<Tenant, LogExtent> SHARE =
            ParameterizedSql.rows(tenant -> extent(tenant).forShare(), CounterTable::extent);

    // Who listened inside a workspace went with it; webhooks are still told.
    private static final ParameterizedSql<Tenant, Void> CLOSE =
            ParameterizedSql.change(tenant -> query("""
            with gone as (
              delete from guildhall.event_cursor where tenant_id = {0} and kind <> 'webhook')
            update guildhall.event_counter set closed_sequence = last_sequence, closed_at = now()
             where tenant_id = {0} and closed_at is null
            """, tenant.value(EVENT_COUNTER.TENANT_ID)));

    private final Database database;

    public CounterTable(Database database) {
        this.database = database;
    }

    public Future<LogExtent> extent(Tenant tenant) {
        return database.first(tenant, EXTENT.with(tenant)).map(found -> found.orElse(LogExtent.EMPTY));
    }

    /** The same, and no event is deleted until the end of the transaction. */
    public Future<LogExtent> keep(Tx tx, Tenant tenant) {
        return tx.first(SHARE.with(tenant)).map(found -> found.orElse(LogExtent.EMPTY));
    }

    Future<Integer> close(Tx tx, Tenant tenant) {
        return tx.execute(CLOSE.with(tenant));
    }

    private static SelectConditionStep<?> extent(Parameters<Tenant> tenant) {
        return select(EVENT_COUNTER.OLDEST_SEQUENCE, EVENT_COUNTER.LAST_SEQUENCE)
                .from(EVENT_COUNTER)
                .where(tenant.eq(EVENT_COUNTER.TENANT_ID));
    }

    private static LogExtent extent(ResultRow row) {
        return new LogExtent(row.get(EVENT_COUNTER.OLDEST_SEQUENCE), row.get(EVENT_COUNTER.LAST_SEQUENCE));
    }
}
