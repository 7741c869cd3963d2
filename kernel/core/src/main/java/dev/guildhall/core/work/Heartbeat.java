package dev.guildhall.core.work;

import dev.guildhall.core.work.NodeRegistry.Sight;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signs of life of this node. What it claims is its own as long as it was seen lately, which the {@link Lease} tells
 * on this side; a node that was not takes part again under another id, so that what it held before is free. One that
 * starts again under its name takes the place of its earlier self at once.
 */
public final class Heartbeat implements NodeLease {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long BEAT_LIMIT_MILLIS = 3_000;

    private final Vertx vertx;
    private final NodeRegistry nodes;
    private final String name;
    private volatile Lease lease = Lease.over();
    private volatile boolean others = true;
    private UUID next = UUID.randomUUID();
    private boolean beating;
    private boolean unheard;
    private long timer = -1;

    public Heartbeat(Vertx vertx, NodeRegistry nodes, String name) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.name = name;
    }

    @Override
    public Lease current() {
        return lease;
    }

    @Override
    public boolean hasOthers() {
        return others;
    }

    @Override
    public Future<Set<UUID>> others() {
        return nodes.others(lease.owner());
    }

    public Future<Void> start() {
        return enter(id -> nodes.enter(id, name)).map(entered -> {
            timer = vertx.setPeriodic(BEAT_MILLIS, id -> beat());
            return null;
        });
    }

    /** Ends the lease: nothing is sent and nothing is claimed any more. */
    public void retire() {
        vertx.cancelTimer(timer);
        lease.forfeit();
    }

    public Future<Void> stop() {
        return nodes.remove(lease.owner());
    }

    // One at a time, and not for ever: a connection may be dead without anybody having said so.
    private void beat() {
        if (beating) {
            return;
        }
        beating = true;
        var sign = lease.holds() ? extend(lease) : enterAgain();
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
        return nodes.seen(held.owner()).map(sight -> {
            if (sight == Sight.UNKNOWN) {
                held.forfeit();
            }
            others = sight != Sight.ALONE;
            held.extend(sent);
            return null;
        });
    }

    private Future<Void> enterAgain() {
        return enter(id -> nodes.enterAgain(lease.owner(), id, name))
                .onSuccess(entered -> LOG.warn("This node had not been heard of for too long and gave up what it held;"
                        + " it takes part again"));
    }

    private Future<Void> enter(Function<UUID, Future<Void>> entry) {
        var sent = System.nanoTime();
        var id = next;
        return entry.apply(id).map(entered -> {
            // Another try may have come through before this one.
            if (next.equals(id)) {
                lease = Lease.since(sent, id);
                next = UUID.randomUUID();
            }
            return null;
        });
    }
}
