package dev.guildhall.events.internal.log;

import dev.guildhall.events.internal.log.EventTable.Found;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds every committed event of any node once and tells this node's listeners, in sequence per tenant.
 *
 * <p>It remembers the snapshot of the last round and asks what a new one sees that the remembered one did not. The
 * memory moves on when a round has succeeded, so a lost connection or a restarted PostgreSQL costs time and no event.
 * A commit on this node wakes it; those of other nodes are found by polling. Apart from {@link #wake}, everything
 * happens on one event loop.
 */
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int PAGE = 500;
    // Each page looks at all that is left, so a long way is gone in long steps.
    private static final int FURTHER_PAGE = 5_000;
    private static final long IDLE_MILLIS = 200;
    private static final long MAX_PAUSE_MILLIS = 2_000;

    private final Vertx vertx;
    private final EventTable events;
    private final LiveFeed feed;
    private final AtomicBoolean woken = new AtomicBoolean();

    private volatile Context context;
    private final Trail trail = new Trail();
    private String seen;
    // The next page of a round, which is read while the one before it is told; or null.
    private Future<List<Found>> ahead;
    private boolean running;
    private boolean stopping;
    private boolean backwards;
    private int failures;
    private long timer = -1;
    private final Promise<Void> stopped = Promise.promise();

    public Dispatcher(Vertx vertx, EventTable events, LiveFeed feed) {
        this.vertx = vertx;
        this.events = events;
        this.feed = feed;
    }

    /** Begins with the events that are committed from now on. To be called on the event loop it is to run on. */
    public Future<Void> start() {
        return events.adoptForeign().compose(adopted -> events.snapshot()).map(snapshot -> {
            seen = snapshot;
            trail.reach(snapshot);
            context = vertx.getOrCreateContext();
            schedule(IDLE_MILLIS);
            return null;
        });
    }

    /** Makes it look at once; from any thread, as often as wanted. */
    public void wake() {
        var loop = context;
        if (loop != null && woken.compareAndSet(false, true)) {
            loop.runOnContext(ignored -> run());
        }
    }

    /** The database may have crashed, and what is committed by now may look like what was seen; from any thread. */
    public void lookBack() {
        var loop = context;
        if (loop != null) {
            loop.runOnContext(ignored -> {
                backwards = true;
                run();
            });
        }
    }

    /** Ends when the round under way has ended. */
    public Future<Void> stop() {
        stopping = true;
        vertx.cancelTimer(timer);
        if (!running) {
            stopped.tryComplete();
        }
        return stopped.future();
    }

    private void schedule(long millis) {
        timer = vertx.setTimer(millis, id -> run());
    }

    private void run() {
        if (running || stopping) {
            return;
        }
        running = true;
        vertx.cancelTimer(timer);
        woken.set(false);
        page().onComplete(done -> {
            running = false;
            if (stopping) {
                stopped.tryComplete();
            } else if (done.failed()) {
                pause(done.cause());
            } else {
                goOn(done.result());
            }
        });
    }

    private void goOn(boolean more) {
        if (failures > 0) {
            LOG.info("Events are dispatched again");
            failures = 0;
        }
        if (more || woken.get()) {
            run();
        } else {
            schedule(IDLE_MILLIS);
        }
    }

    private void pause(Throwable failure) {
        backwards = true;
        if (failures++ == 0) {
            LOG.warn("Events wait, for they cannot be read at the moment: {}", failure.toString());
        }
        schedule(Math.min(MAX_PAUSE_MILLIS, 50L << Math.min(failures, 6)));
    }

    /** Tells one page of the round; true when there is another. */
    private Future<Boolean> page() {
        if (backwards) {
            backwards = false;
            seen = trail.back();
            ahead = null;
        }
        var page = ahead == null ? events.since(seen, null, 0, PAGE) : ahead;
        ahead = null;
        return page.map(this::tell);
    }

    private boolean tell(List<Found> found) {
        var target = found.get(0).seen();
        var last = found.get(found.size() - 1);
        if (last.more()) {
            ahead = events.since(seen, target, last.position(), FURTHER_PAGE);
        }
        for (var one : found) {
            if (one.event() != null && trail.tell(one.event().id())) {
                feed.tell(one.event());
            }
        }
        if (!last.more()) {
            seen = target;
            trail.reach(seen);
        }
        return last.more();
    }
}
