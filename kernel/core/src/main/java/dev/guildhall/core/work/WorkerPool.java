package dev.guildhall.core.work;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work of one kind on this node: claims what is due under the node's lease, runs a worker for each claim, and so
 * many at once at most. Hints make it look at once; what no hint tells of is found by sweeps. Workers live on the event
 * loop on which it was started.
 */
public final class WorkerPool<K extends WorkKey, C extends Claim<K>> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private static final long CLAIM_PAUSE_MILLIS = 5;
    private static final long UNAVAILABLE_MILLIS = 500;
    private static final long SWEEP_MILLIS = 1_000;
    private static final long SEARCH_MILLIS = 60_000;

    /**
     * How much a pool does and how long it waits.
     *
     * @param workers how many run at once
     * @param claims how many claims are made by one statement
     * @param overtime how long a worker that lost its claim may go on with what is under way before the thing, claimed
     *     again, is worked on by another
     * @param grace how long workers may go on with what is under way when they are stopped
     */
    public record Limits(int workers, int claims, Duration overtime, Duration grace) {}

    private final Vertx vertx;
    private final NodeLease node;
    private final WorkSource<K, C> source;
    private final Limits limits;

    private final RunningWorkers<K> running = new RunningWorkers<>();
    private final List<Long> timers = new ArrayList<>();
    private final FailureLog failures;
    private volatile Context context;
    private Lease lease;
    private final Set<UUID> held = new HashSet<>();
    private boolean claiming;
    private boolean claimAgain;
    private boolean freeAgain;
    private boolean stopping;

    /** @param purpose what is done, to finish the sentence "could not look for what is left to" */
    public WorkerPool(Vertx vertx, NodeLease node, WorkSource<K, C> source, Limits limits, String purpose) {
        this.vertx = vertx;
        this.node = node;
        this.source = source;
        this.limits = limits;
        this.failures = new FailureLog(LOG, "look for what is left to " + purpose);
    }

    /** To be called on the event loop the workers are to live on. */
    public Future<Void> start() {
        context = vertx.getOrCreateContext();
        lease = node.current();
        timers.add(vertx.setPeriodic(SWEEP_MILLIS, id -> sweep()));
        timers.add(vertx.setPeriodic(SEARCH_MILLIS, id -> search()));
        return free().onSuccess(swept -> search());
    }

    /** Claims nothing more, and gives the workers their grace. */
    public Future<Void> stop() {
        stopping = true;
        timers.forEach(vertx::cancelTimer);
        return end(running.all());
    }

    /** Gives all claims back, once nothing is done under them any more. */
    public Future<Void> release() {
        return source.releaseAll(node.current().owner());
    }

    /** Something may be due for a tenant; from any thread. */
    public void wake(Tenant tenant) {
        onLoop(() -> {
            running.of(tenant).forEach(Worker::notice);
            source.hint(tenant);
            claim();
        });
    }

    /** This may be due; from any thread. */
    public void wake(Collection<K> keys) {
        onLoop(() -> {
            keys.forEach(key -> running.of(key).ifPresent(one -> one.worker().notice()));
            claim();
        });
    }

    /** Looks at everything once more, for this node does more than before; from any thread. */
    public void wakeAll() {
        onLoop(this::search);
    }

    /** Ends the workers of some keys, as {@link #stop} ends all; from any thread. */
    public Future<Void> end(Predicate<K> keys) {
        if (context == null) {
            return Future.succeededFuture();
        }
        var done = Promise.<Void>promise();
        onLoop(() -> end(running.matching(keys)).onComplete(done));
        return done.future();
    }

    private void onLoop(Runnable action) {
        var loop = context;
        if (loop != null) {
            loop.runOnContext(ignored -> action.run());
        }
    }

    private void sweep() {
        if (lease != node.current()) {
            // What it held under another one is free, and nobody says so.
            lease = node.current();
            search();
        }
        running.all().forEach(one -> one.worker().sweep());
        freeAgain = true;
        if (!claiming) {
            goOn();
        }
    }

    // A claim that is being made stands in the database before it is known here, so it must not be on its way.
    private Future<Void> free() {
        claiming = true;
        claimAgain = true;
        freeAgain = false;
        return source.sweep(new HeldClaims(node.current().owner(), held, Lease.ABANDONED_AFTER))
                .onComplete(swept -> goOn());
    }

    private void search() {
        source.search().onSuccess(found -> claim()).onComplete(failures::note);
    }

    private void claim() {
        var room = Math.min(limits.workers() - running.size(), limits.claims());
        var current = node.current();
        if (stopping || !source.mayBeDue()) {
            return;
        }
        if (claiming || room <= 0 || !current.holds()) {
            claimAgain = true;
            return;
        }
        claiming = true;
        claimAgain = false;
        source.claim(current, room).onComplete(claimed -> {
            if (claimed.failed()) {
                LOG.debug("A claim failed and is tried again", claimed.cause());
                claimAgain = true;
                claimAfter(UNAVAILABLE_MILLIS);
                return;
            }
            claimed.result().claims().forEach(claim -> {
                held.add(claim.id());
                launch(claim);
            });
            claimAgain |= claimed.result().more();
            claimAfter(CLAIM_PAUSE_MILLIS);
        });
    }

    // The pause gathers what many commits make due into one claim when there is much to do.
    private void claimAfter(long pause) {
        vertx.setTimer(pause, id -> goOn());
    }

    private void goOn() {
        claiming = false;
        if (freeAgain && !stopping) {
            free().onFailure(failure -> LOG.debug("A sweep failed; the next one comes soon", failure));
        } else if (claimAgain) {
            claim();
        }
    }

    private void launch(C claim) {
        var earlier = running.of(claim.key());
        if (earlier.isPresent()) {
            replace(earlier.get(), claim);
        } else if (stopping || !source.serves(claim.key())) {
            source.giveBack(claim)
                    .onComplete(given -> held.remove(claim.id()))
                    .onFailure(failure -> LOG.warn("Could not give {} back: {}", claim.key(), failure.toString()));
        } else {
            run(claim);
        }
    }

    // The earlier one lost its claim and finishes what is under way; or it hangs, and can do no more than that.
    private void replace(RunningWorkers.One<K> earlier, C claim) {
        earlier.worker().stop();
        earlier.ended()
                .timeout(limits.overtime().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(ended -> {
                    running.remove(earlier);
                    launch(claim);
                });
    }

    private void run(C claim) {
        var ended = Promise.<Boolean>promise();
        var one = new RunningWorkers.One<>(claim.key(), source.worker(claim), ended.future());
        running.add(one);
        ended.future().onComplete(end -> {
            running.remove(one);
            held.remove(claim.id());
            if (end.failed()) {
                LOG.error("The work on {} ended unexpectedly", claim.key(), end.cause());
            }
            var more = end.succeeded() && end.result();
            if (more) {
                source.hint(claim.key().tenant());
            }
            if (more || claimAgain) {
                claim();
            }
        });
        Future.succeededFuture().compose(begun -> one.worker().run()).onComplete(ended);
    }

    private Future<Void> end(Collection<RunningWorkers.One<K>> workers) {
        workers.forEach(one -> one.worker().stop());
        var all = workers.stream().map(RunningWorkers.One::ended).toList();
        return all.isEmpty()
                ? Future.succeededFuture()
                : Future.join(all)
                        .timeout(limits.grace().toMillis(), TimeUnit.MILLISECONDS)
                        .<Void>mapEmpty()
                        .otherwiseEmpty();
    }
}
