package dev.guildhall.events.internal.log;

import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;

/** The SQL of the table {@code event_counter}, but for the counting itself. */
public final class CounterTable {

    /** The name of the constraint that refuses events of a tenant that is deleted. */
    static final String OPEN = "event_counter_open";

    private static final ParameterizedSql<Tenant, Long> LAST = ParameterizedSql.rows(
            tenant -> select(EVENT_COUNTER.LAST_SEQUENCE).from(EVENT_COUNTER).where(tenant.eq(EVENT_COUNTER.TENANT_ID)),
            row -> row.get(EVENT_COUNTER.LAST_SEQUENCE));

    // Who listened inside the workspace went with it; webhooks are still told.
    private static final ParameterizedSql<Tenant, Void> CLOSE =
            ParameterizedSql.change(tenant -> query("""
            with gone as (
              delete from guildhall.event_cursor where workspace_id = {0} and kind <> 'webhook')
            update guildhall.event_counter set closed_sequence = last_sequence, closed_at = now()
             where tenant_id = {0} and closed_at is null
            """, tenant.value(EVENT_COUNTER.TENANT_ID)));

    private final Database database;

    public CounterTable(Database database) {
        this.database = database;
    }

    /** The sequence of the tenant's newest event; 0 before the first. */
    public Future<Long> last(Tenant tenant) {
        return database.first(tenant, LAST.with(tenant)).map(last -> last.orElse(0L));
    }

    public Future<Long> last(Tx tx, Tenant tenant) {
        return tx.first(LAST.with(tenant)).map(last -> last.orElse(0L));
    }

    Future<Integer> close(Tx tx, Tenant tenant) {
        return tx.execute(CLOSE.with(tenant));
    }
}
