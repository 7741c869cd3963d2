package dev.guildhall.events.internal.durable;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pumps of this node: finds cursors that have something to do, takes their leases, and runs a pump for each.
 *
 * <p>Every node hears of every event and then looks at the cursors of its workspace, so work is found without searching
 * for it. What that misses - retries that are due, leases of nodes that died, events from before this node started - is
 * found by sweeps that ask small indexes; only at the start, and rarely after that, all cursors are looked at.
 */
public final class Pumps {

    private static final Logger LOG = LoggerFactory.getLogger(Pumps.class);

    private static final int MAX_PUMPS = 2_000;
    private static final int CLAIM_WORKSPACES = 500;
    private static final int CLAIM_CURSORS = 200;
    private static final long CLAIM_PAUSE_MILLIS = 5;
    private static final long UNAVAILABLE_MILLIS = 500;
    private static final long SWEEP_MILLIS = 1_000;
    private static final long SEARCH_MILLIS = 60_000;

    private final Vertx vertx;
    private final EventTable events;
    private final CursorTable cursors;
    private final Node node;
    private final EventsConfig config;
    private final Map<String, BatchDelivery> deliveries = new ConcurrentHashMap<>();

    private volatile Context context;
    private final Set<WorkspaceId> pending = new LinkedHashSet<>();
    private final Map<Cursor.Key, Pump> running = new HashMap<>();
    private final Map<WorkspaceId, Set<Pump>> byWorkspace = new HashMap<>();
    private final OneAtATime suspects = new OneAtATime();
    private final FailureLog failures = new FailureLog(LOG, "look for what is left to deliver");
    private final List<Long> timers = new ArrayList<>();
    private Lease lease;
    private boolean claiming;
    private boolean stopping;

    Pumps(Vertx vertx, EventTable events, CursorTable cursors, Node node, EventsConfig config) {
        this.vertx = vertx;
        this.events = events;
        this.cursors = cursors;
        this.node = node;
        this.config = config;
    }

    void register(String kind, BatchDelivery delivery) {
        if (deliveries.putIfAbsent(kind, delivery) != null) {
            throw new IllegalStateException("Two deliveries for the kind " + kind);
        }
        onLoop(this::search);
    }

    Future<Void> unregister(String kind) {
        deliveries.remove(kind);
        var done = Promise.<Void>promise();
        if (context == null) {
            return Future.succeededFuture();
        }
        onLoop(() -> end(pumps(kind)).onComplete(done));
        return done.future();
    }

    /** To be called on the event loop the pumps are to live on. */
    public Future<Void> start() {
        context = vertx.getOrCreateContext();
        lease = node.lease();
        timers.add(vertx.setPeriodic(SWEEP_MILLIS, id -> sweep()));
        timers.add(vertx.setPeriodic(SEARCH_MILLIS, id -> search()));
        return cursors.releaseAbandoned(Node.GIVEN_UP_AFTER)
                .onSuccess(freed -> search())
                .mapEmpty();
    }

    /** Lets deliveries finish for a moment. */
    public Future<Void> stop() {
        stopping = true;
        timers.forEach(vertx::cancelTimer);
        return end(List.copyOf(running.values()));
    }

    /** Gives all leases back, once nothing is delivered under them any more. */
    public Future<Void> release() {
        return cursors.releaseAll(node.lease().owner());
    }

    /** Looks at the cursors of a workspace soon; from any thread. */
    public void wake(WorkspaceId workspace) {
        onLoop(() -> notice(workspace));
    }

    private void onLoop(Runnable action) {
        var loop = context;
        if (loop != null) {
            loop.runOnContext(ignored -> action.run());
        }
    }

    private void notice(WorkspaceId workspace) {
        byWorkspace.getOrDefault(workspace, Set.of()).forEach(Pump::notice);
        pending.add(workspace);
        claim();
    }

    private void sweep() {
        if (lease != node.lease()) {
            // What it held under another one is free, and nobody says so.
            lease = node.lease();
            search();
        }
        cursors.releaseAbandoned(Node.GIVEN_UP_AFTER)
                .compose(freed -> cursors.retriesDue().map(due -> {
                    pending.addAll(freed);
                    pending.addAll(due);
                    claim();
                    return null;
                }))
                .onFailure(failure -> LOG.debug("A sweep failed; the next one comes soon", failure));
    }

    private void search() {
        cursors.behind()
                .onSuccess(behind -> {
                    pending.addAll(behind);
                    claim();
                })
                .onComplete(failures::note);
    }

    private void claim() {
        var room = Math.min(MAX_PUMPS - running.size(), CLAIM_CURSORS);
        var held = node.lease();
        if (claiming || stopping || pending.isEmpty() || deliveries.isEmpty() || room <= 0 || !held.holds()) {
            return;
        }
        claiming = true;
        var workspaces = pending.stream().limit(CLAIM_WORKSPACES).toList();
        pending.removeAll(workspaces);
        cursors.claim(workspaces, deliveries.keySet(), room, held.owner()).onComplete(claimed -> {
            if (claimed.failed()) {
                pending.addAll(workspaces);
                claimAgain(UNAVAILABLE_MILLIS);
                return;
            }
            claimed.result().forEach(cursor -> launch(cursor, held));
            if (claimed.result().size() == room) {
                pending.addAll(workspaces);
            }
            claimAgain(CLAIM_PAUSE_MILLIS);
        });
    }

    // The pause gathers the workspaces of many commits into one claim when there is much to do.
    private void claimAgain(long pause) {
        vertx.setTimer(pause, id -> {
            claiming = false;
            claim();
        });
    }

    private void launch(Cursor cursor, Lease held) {
        var earlier = running.get(cursor.key());
        if (earlier != null) {
            // Its claim was lost and it finishes what is under way; or it hangs, and can do no more than that.
            earlier.stop();
            earlier.ended()
                    .timeout(config.deliveryTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(ended -> {
                        forget(earlier);
                        launch(cursor, held);
                    });
            return;
        }
        var delivery = deliveries.get(cursor.key().kind());
        if (delivery == null || stopping) {
            // Taken out of service since the claim was sent.
            cursors.advanceAndRelease(new Claim(cursor.key(), cursor.lease(), held), cursor.sequence())
                    .onFailure(failure -> LOG.warn("Could not give {} back: {}", cursor.key(), failure.toString()));
            return;
        }
        var pump = new Pump(vertx, events, cursors, delivery, config.deliveryRetries(), held, suspects, cursor);
        var workspace = cursor.key().workspace();
        running.put(cursor.key(), pump);
        byWorkspace.computeIfAbsent(workspace, first -> new HashSet<>()).add(pump);
        pump.ended().onComplete(ended -> {
            forget(pump);
            if (pump.wasNotified()) {
                pending.add(workspace);
            }
            claim();
        });
        pump.run();
    }

    private void forget(Pump pump) {
        running.remove(pump.key(), pump);
        byWorkspace.computeIfPresent(pump.key().workspace(), (workspace, pumps) -> {
            pumps.remove(pump);
            return pumps.isEmpty() ? null : pumps;
        });
    }

    private List<Pump> pumps(String kind) {
        return running.values().stream()
                .filter(pump -> pump.key().kind().equals(kind))
                .toList();
    }

    private Future<Void> end(Collection<Pump> pumps) {
        pumps.forEach(Pump::stop);
        var all = pumps.stream().map(Pump::ended).toList();
        return all.isEmpty()
                ? Future.succeededFuture()
                : Future.join(all)
                        .timeout(config.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS)
                        .<Void>mapEmpty()
                        .otherwiseEmpty();
    }
}
