package dev.guildhall.events.internal.durable;

import static dev.guildhall.core.database.Sql.bind;
import static dev.guildhall.db.Tables.EVENT_NODE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as the others see it in the table {@code event_node}. What it claims is its own as long as it was seen
 * lately, which the {@link Lease} tells on this side; a node that was not takes part again under another id, so that
 * what it held before is free. One that starts again under its name takes the place of its earlier self at once.
 */
public final class Node {

    /** A node not seen for this long has lost its leases. */
    public static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long BEAT_LIMIT_MILLIS = 3_000;

    private static final Sql<Void> REPLACE =
            Sql.change(deleteFrom(EVENT_NODE).where(EVENT_NODE.NAME.eq(bind(String.class))));

    private static final Sql<Void> JOIN =
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

    private static final Sql<Void> LEAVE = Sql.change(deleteFrom(EVENT_NODE).where(EVENT_NODE.ID.eq(bind(UUID.class))));

    private final Vertx vertx;
    private final Database database;
    private final String name;
    private volatile Lease lease = Lease.over();
    private UUID next = UUID.randomUUID();
    private boolean beating;
    private boolean unheard;
    private long timer = -1;

    public Node(Vertx vertx, Database database, String name) {
        this.vertx = vertx;
        this.database = database;
        this.name = name;
    }

    /** What it holds at the moment, or held last. */
    public Lease lease() {
        return lease;
    }

    public Future<Void> start() {
        return join(tx -> tx.execute(REPLACE, name)).map(joined -> {
            timer = vertx.setPeriodic(BEAT_MILLIS, id -> beat());
            return null;
        });
    }

    /** Sends nothing more and claims nothing more. */
    public void retire() {
        vertx.cancelTimer(timer);
        lease.forfeit();
    }

    public Future<Void> stop() {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(LEAVE, lease.owner()))
                .mapEmpty();
    }

    // One at a time, and not for ever: a connection may be dead without anybody having said so.
    private void beat() {
        if (beating) {
            return;
        }
        beating = true;
        var sign = lease.holds() ? extend(lease) : joinAgain();
        sign.timeout(BEAT_LIMIT_MILLIS, TimeUnit.MILLISECONDS).onComplete(heard -> {
            beating = false;
            if (heard.failed() && !unheard) {
                LOG.warn(
                        "This node cannot say that it is alive: {}",
                        heard.cause().toString());
            }
            unheard = heard.failed();
        });
    }

    private Future<Void> extend(Lease held) {
        var sent = System.nanoTime();
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(SEEN, held.owner()))
                .map(known -> {
                    if (known == 0) {
                        held.forfeit();
                    }
                    held.extend(sent);
                    return null;
                });
    }

    private Future<Void> joinAgain() {
        return join(tx -> tx.execute(LEAVE, lease.owner()))
                .onSuccess(joined -> LOG.warn("This node had not been heard of for too long and gave up what it held;"
                        + " it takes part again"));
    }

    private Future<Void> join(Function<Tx, Future<?>> before) {
        var sent = System.nanoTime();
        var id = next;
        return database.inTransaction(
                        Scope.PLATFORM,
                        tx -> Future.all(before.apply(tx), tx.execute(JOIN, id, name), tx.execute(FORGET_OLD)))
                .map(known -> {
                    // Another try may have come through before this one.
                    if (next.equals(id)) {
                        lease = Lease.since(sent, id);
                        next = UUID.randomUUID();
                    }
                    return null;
                });
    }
}
