package dev.guildhall.events.internal.durable;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT_NODE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as the others see it in the table {@code event_node}. A lease names the start of a node that holds it, and
 * is worth something as long as that start was seen lately; a node that starts again under its name takes the place of
 * its earlier self at once.
 */
public final class Node {

    /** A node not seen for this long has lost its leases. */
    public static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long BEAT_MILLIS = 2_000;

    private static final Sql<Void> REPLACE =
            Sql.change(deleteFrom(EVENT_NODE).where(EVENT_NODE.NAME.eq(bind(String.class))));

    private static final Sql<Void> SEEN =
            Sql.change(insertInto(EVENT_NODE, EVENT_NODE.ID, EVENT_NODE.NAME, EVENT_NODE.SEEN_AT)
                    .values(bind(UUID.class), bind(String.class), currentOffsetDateTime())
                    .onConflict(EVENT_NODE.ID)
                    .doUpdate()
                    .set(EVENT_NODE.SEEN_AT, currentOffsetDateTime()));

    private static final Sql<Void> FORGET_OLD =
            Sql.change(query("delete from guildhall.event_node where seen_at < now() - interval '1 hour'"));

    private static final Sql<Void> LEAVE = Sql.change(deleteFrom(EVENT_NODE).where(EVENT_NODE.ID.eq(bind(UUID.class))));

    private final Vertx vertx;
    private final Database database;
    private final String name;
    private final UUID id = UUID.randomUUID();
    private long timer = -1;

    public Node(Vertx vertx, Database database, String name) {
        this.vertx = vertx;
        this.database = database;
        this.name = name;
    }

    /** Names this start of the node; another one at the next. */
    public UUID id() {
        return id;
    }

    public Future<Void> start() {
        return database.inTransaction(
                        Scope.PLATFORM,
                        tx -> Future.all(tx.execute(REPLACE, name), tx.execute(SEEN, id, name), tx.execute(FORGET_OLD)))
                .map(present -> {
                    timer = vertx.setPeriodic(BEAT_MILLIS, beat -> beat());
                    return null;
                });
    }

    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(LEAVE, id))
                .mapEmpty();
    }

    private void beat() {
        database.inTransaction(Scope.PLATFORM, tx -> tx.execute(SEEN, id, name))
                .onFailure(failure -> LOG.warn("This node could not say that it is alive: {}", failure.toString()));
    }
}
