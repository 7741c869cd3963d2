package dev.guildhall.events.internal.durable;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers.Delivery;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

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
    public Future<Progress> deliver(Claim claim, List<Event> events, Announcement first) {
        return new Batch(claim, events, first).from(0);
    }

    /** Hands over one event, wanted or not. */
    Future<Void> deliver(WorkspaceId workspace, String subscriber, Event event, BooleanSupplier holds) {
        try {
            return delivery.deliver(workspace, subscriber, event, holds)
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<Boolean> wants(Claim claim, Event event) {
        try {
            return delivery.wants(claim.workspace(), claim.subscriber(), event)
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private final class Batch {

        private final Claim claim;
        private final List<Event> events;
        private final Announcement first;
        private final long began = System.nanoTime();
        private boolean announced;

        Batch(Claim claim, List<Event> events, Announcement first) {
            this.claim = claim;
            this.events = events;
            this.first = first;
        }

        Future<Progress> from(int done) {
            var isLong = done > 0 && System.nanoTime() - began > MAX_BATCH_NANOS;
            if (done == events.size() || isLong || !claim.goesOn()) {
                return Future.succeededFuture(new Progress(done, null));
            }
            return wants(claim, events.get(done))
                    .transform(wanted -> wanted.failed()
                            ? Future.succeededFuture(new Progress(done, wanted.cause()))
                            : wanted.result() ? handOver(done) : from(done + 1));
        }

        private Future<Progress> handOver(int done) {
            return announce()
                    .compose(announcement -> send(events.get(done))
                            .transform(delivered -> delivered.succeeded()
                                    ? from(done + 1)
                                    : Future.succeededFuture(new Progress(done, delivered.cause()))));
        }

        private Future<Void> announce() {
            if (announced) {
                return Future.succeededFuture();
            }
            announced = true;
            return first.announce();
        }

        private Future<Void> send(Event event) {
            return claim.holds()
                    ? deliver(claim.workspace(), claim.subscriber(), event, claim::holds)
                    : Future.failedFuture("The lease was lost before the event was handed over");
        }
    }
}
