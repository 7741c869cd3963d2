package dev.guildhall.events.internal.durable;

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
    public Future<Progress> deliver(Claim claim, List<Event> events) {
        return deliver(claim, events, 0, System.nanoTime());
    }

    private Future<Progress> deliver(Claim claim, List<Event> events, int done, long began) {
        var isLong = done > 0 && System.nanoTime() - began > MAX_BATCH_NANOS;
        if (done == events.size() || isLong || !claim.goesOn()) {
            return Future.succeededFuture(new Progress(done, null));
        }
        return one(claim, events.get(done))
                .transform(delivered -> delivered.succeeded()
                        ? deliver(claim, events, done + 1, began)
                        : Future.succeededFuture(new Progress(done, delivered.cause())));
    }

    private Future<Void> one(Claim claim, Event event) {
        try {
            return delivery.wants(claim.workspace(), claim.subscriber(), event)
                    .compose(wanted -> wanted ? send(claim, event) : Future.succeededFuture())
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<Void> send(Claim claim, Event event) {
        return claim.holds()
                ? delivery.deliver(claim.workspace(), claim.subscriber(), event, claim::holds)
                : Future.failedFuture("The lease was lost before the event was handed over");
    }
}
