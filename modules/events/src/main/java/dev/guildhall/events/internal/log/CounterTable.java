package dev.guildhall.events.internal.log;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT_COUNTER;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The SQL of the table {@code event_counter}, but for the counting itself. */
public final class CounterTable {

    /** The name of the constraint that refuses events of a deleted workspace. */
    static final String OPEN = "event_counter_open";

    private static final Sql<Long> LAST = Sql.rows(
            select(EVENT_COUNTER.LAST_SEQUENCE)
                    .from(EVENT_COUNTER)
                    .where(EVENT_COUNTER.WORKSPACE_ID.eq(bind(UUID.class))),
            row -> row.get(EVENT_COUNTER.LAST_SEQUENCE));

    private static final Sql<Void> CLOSE = Sql.change(update(EVENT_COUNTER)
            .set(EVENT_COUNTER.CLOSED_SEQUENCE, EVENT_COUNTER.LAST_SEQUENCE)
            .set(EVENT_COUNTER.CLOSED_AT, bind(OffsetDateTime.class))
            .where(EVENT_COUNTER.WORKSPACE_ID.eq(bind(UUID.class)))
            .and(EVENT_COUNTER.CLOSED_AT.isNull()));

    private final Database database;

    public CounterTable(Database database) {
        this.database = database;
    }

    /** The sequence of the workspace's newest event; 0 before the first. */
    public Future<Long> last(WorkspaceId workspace) {
        return database.first(Scope.of(workspace), LAST, workspace).map(last -> last.orElse(0L));
    }

    public Future<Long> last(Tx tx, WorkspaceId workspace) {
        return tx.first(LAST, workspace).map(last -> last.orElse(0L));
    }

    Future<Integer> close(Tx tx, WorkspaceId workspace, Instant now) {
        return tx.execute(CLOSE, now, workspace);
    }
}
