package dev.guildhall.events.internal.durable;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT_NODE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.NodeRegistry;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Function;

/** The nodes in the table {@code event_node}. */
public final class NodeTable implements NodeRegistry {

    private static final Sql<Void> REPLACE =
            Sql.change(deleteFrom(EVENT_NODE).where(EVENT_NODE.NAME.eq(bind(String.class))));

    private static final Sql<Void> INSERT =
            Sql.change(insertInto(EVENT_NODE, EVENT_NODE.ID, EVENT_NODE.NAME, EVENT_NODE.SEEN_AT)
                    .values(bind(UUID.class), bind(String.class), currentOffsetDateTime())
                    .onConflict(EVENT_NODE.ID)
                    .doUpdate()
                    .set(EVENT_NODE.SEEN_AT, currentOffsetDateTime()));

    private static final Sql<Void> SEEN = Sql.change(update(EVENT_NODE)
            .set(EVENT_NODE.SEEN_AT, currentOffsetDateTime())
            .where(EVENT_NODE.ID.eq(bind(UUID.class))));

    private static final Sql<Void> FORGET_OLD =
            Sql.change(query("delete from guildhall.event_node where seen_at < now() - interval '1 hour'"));

    private static final Sql<Void> DELETE =
            Sql.change(deleteFrom(EVENT_NODE).where(EVENT_NODE.ID.eq(bind(UUID.class))));

    private final Database database;

    public NodeTable(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> enter(UUID id, String name) {
        return enter(id, name, tx -> tx.execute(REPLACE, name));
    }

    @Override
    public Future<Void> enterAgain(UUID former, UUID id, String name) {
        return enter(id, name, tx -> tx.execute(DELETE, former));
    }

    private Future<Void> enter(UUID id, String name, Function<Tx, Future<?>> before) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> Future.all(before.apply(tx), tx.execute(INSERT, id, name), tx.execute(FORGET_OLD))
                        .mapEmpty());
    }

    @Override
    public Future<Boolean> seen(UUID id) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(SEEN, id))
                .map(count -> count > 0);
    }

    @Override
    public Future<Void> remove(UUID id) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(DELETE, id))
                .mapEmpty();
    }
}
