package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers.Delivery;
import dev.guildhall.events.Event;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Delivers the events of a batch one after the other, each within a time limit. */
final class OneByOne implements BatchDelivery {

    private static final int BATCH = 32;

    // Progress is noted between batches, so a batch must not take long, or much is repeated after a crash.
    private static final long MAX_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Delivery delivery;
    private final Duration timeout;

    OneByOne(Delivery delivery, Duration timeout) {
        this.delivery = delivery;
        this.timeout = timeout;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Future<Progress> deliver(WorkspaceId workspace, String subscriber, List<Event> events) {
        return deliver(workspace, subscriber, events, 0, System.nanoTime());
    }

    private Future<Progress> deliver(
            WorkspaceId workspace, String subscriber, List<Event> events, int done, long began) {
        if (done == events.size() || (done > 0 && System.nanoTime() - began > MAX_BATCH_NANOS)) {
            return Future.succeededFuture(new Progress(done, null));
        }
        return one(workspace, subscriber, events.get(done))
                .transform(delivered -> delivered.succeeded()
                        ? deliver(workspace, subscriber, events, done + 1, began)
                        : Future.succeededFuture(new Progress(done, delivered.cause())));
    }

    private Future<Void> one(WorkspaceId workspace, String subscriber, Event event) {
        try {
            return delivery.wants(workspace, subscriber, event)
                    .compose(wanted ->
                            wanted ? delivery.deliver(workspace, subscriber, event) : Future.succeededFuture())
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }
}
