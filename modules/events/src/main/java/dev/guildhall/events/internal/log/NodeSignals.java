package dev.guildhall.events.internal.log;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.work.NodeLease;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes that events were committed here, which they would find at their next look. Not with each commit,
 * for PostgreSQL lets those that notify commit one after the other only, but once in a while; and not at all while there are
 * no others. What is heard wakes this node as seldom, whoever sends it. Everything but {@link #send} happens on one event
 * loop.
 */
public final class NodeSignals {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSignals.class);

    private static final String CHANNEL = "guildhall_events";
    private static final long PAUSE_MILLIS = 5;

    private final Vertx vertx;
    private final Database database;
    private final NodeLease node;
    private final String own = UUID.randomUUID().toString();
    private final FailureLog failures = new FailureLog(LOG, "tell other nodes of events at once");
    private final Gathered sending;
    private final Gathered waking;
    private final Runnable lost;
    private volatile Context loop;
    private Future<Database.Listening> listening;

    /**
     * @param wake has this node look for events
     * @param lost is told that the connection to the database is lost, and perhaps the database with it
     */
    public NodeSignals(Vertx vertx, Database database, NodeLease node, Runnable wake, Runnable lost) {
        this.vertx = vertx;
        this.database = database;
        this.node = node;
        this.sending = new Gathered(this::tell);
        this.waking = new Gathered(wake);
        this.lost = lost;
    }

    /** Begins to listen, as soon as there is a connection. To be called on the event loop it is to run on. */
    public void start() {
        loop = vertx.getOrCreateContext();
        listening = database.listen(CHANNEL, this::hear, lost);
    }

    public Future<Void> stop() {
        loop = null;
        return listening == null ? Future.succeededFuture() : listening.compose(Database.Listening::close);
    }

    /** Something was committed on this node; from any thread, as often as wanted. */
    public void send() {
        if (node.hasOthers()) {
            onLoop(sending);
        }
    }

    private void hear(String sender) {
        if (!sender.equals(own)) {
            onLoop(waking);
        }
    }

    private void onLoop(Gathered what) {
        var present = loop;
        if (present != null) {
            present.runOnContext(here -> what.ask());
        }
    }

    private void tell() {
        database.tell(CHANNEL, own).onComplete(failures::note);
    }

    /** Something that is done at once, and then once a pause at most, however often it is asked for. */
    private final class Gathered {

        private final Runnable action;
        private boolean pausing;
        private boolean asked;

        Gathered(Runnable action) {
            this.action = action;
        }

        void ask() {
            if (pausing) {
                asked = true;
                return;
            }
            pausing = true;
            asked = false;
            vertx.setTimer(PAUSE_MILLIS, passed -> {
                pausing = false;
                if (asked) {
                    ask();
                }
            });
            action.run();
        }
    }
}
