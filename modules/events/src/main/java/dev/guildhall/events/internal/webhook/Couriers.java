package dev.guildhall.events.internal.webhook;

import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.internal.durable.Node;
import dev.guildhall.events.internal.webhook.QueueTable.Queue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The couriers of this node: takes the queues that have something due and runs a courier for each. A subscription's
 * queue is worked on by one node at a time, so a slow endpoint holds up nobody else's deliveries.
 */
public final class Couriers {

    private static final Logger LOG = LoggerFactory.getLogger(Couriers.class);

    private static final int MAX_COURIERS = 5_000;
    private static final int CLAIM = 100;
    private static final long CLAIM_PAUSE_MILLIS = 5;
    private static final long SWEEP_MILLIS = 1_000;

    private final Vertx vertx;
    private final QueueTable queues;
    private final Node node;
    private final EventsConfig config;
    private final Function<QueueClaim, Courier> hire;

    private volatile Context context;
    private final Map<Queue, Courier> running = new HashMap<>();
    private long timer = -1;
    private boolean claiming;
    private boolean claimAgain;
    private boolean stopping;

    Couriers(Vertx vertx, QueueTable queues, Node node, EventsConfig config, Function<QueueClaim, Courier> hire) {
        this.vertx = vertx;
        this.queues = queues;
        this.node = node;
        this.config = config;
        this.hire = hire;
    }

    /** To be called on the event loop the couriers are to live on. */
    public Future<Void> start() {
        context = vertx.getOrCreateContext();
        timer = vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
        sweep();
        return Future.succeededFuture();
    }

    /** Lets deliveries finish for a moment. */
    public Future<Void> stop() {
        stopping = true;
        vertx.cancelTimer(timer);
        List.copyOf(running.values()).forEach(Courier::stop);
        var all = running.values().stream().map(Courier::ended).toList();
        return all.isEmpty()
                ? Future.succeededFuture()
                : Future.join(all)
                        .timeout(config.shutdownGrace().toMillis(), TimeUnit.MILLISECONDS)
                        .<Void>mapEmpty()
                        .otherwiseEmpty();
    }

    /** Gives all queues back, once nothing is sent from them any more. */
    public Future<Void> release() {
        return queues.releaseAll(node.lease().owner());
    }

    /** Something is due in these queues; from any thread. */
    void wake(Collection<Queue> due) {
        var loop = context;
        if (loop != null) {
            loop.runOnContext(ignored -> {
                due.forEach(queue -> Optional.ofNullable(running.get(queue)).ifPresent(Courier::notice));
                claim();
            });
        }
    }

    private void sweep() {
        // Another node may have made deliveries for queues that are held here.
        List.copyOf(running.values()).forEach(Courier::notice);
        queues.releaseAbandoned(Node.GIVEN_UP_AFTER)
                .onSuccess(released -> claim())
                .onFailure(failure -> LOG.debug("A sweep failed; the next one comes soon", failure));
    }

    private void claim() {
        var room = Math.min(MAX_COURIERS - running.size(), CLAIM);
        var lease = node.lease();
        if (claiming || stopping || room <= 0 || !lease.holds()) {
            claimAgain = claiming;
            return;
        }
        claiming = true;
        claimAgain = false;
        queues.claim(room, lease.owner()).onComplete(claimed -> {
            if (claimed.succeeded() && !stopping) {
                claimed.result().forEach(one -> launch(new QueueClaim(one.queue(), one.id(), lease)));
                claimAgain |= claimed.result().size() == room;
            }
            // The pause gathers the queues of many commits into one claim when there is much to do.
            vertx.setTimer(CLAIM_PAUSE_MILLIS, id -> {
                claiming = false;
                if (claimAgain) {
                    claim();
                }
            });
        });
    }

    private void launch(QueueClaim claim) {
        var earlier = running.get(claim.queue());
        if (earlier != null) {
            // Its claim was lost and it finishes what is under way; or it hangs, and can do no more than that.
            earlier.stop();
            earlier.ended()
                    .timeout(config.webhookTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(ended -> {
                        running.remove(claim.queue(), earlier);
                        launch(claim);
                    });
            return;
        }
        var courier = hire.apply(claim);
        running.put(claim.queue(), courier);
        courier.ended().onComplete(ended -> {
            running.remove(claim.queue(), courier);
            // What became due since it looked for the last time is noted in the queue.
            claim();
        });
        courier.run();
    }
}
