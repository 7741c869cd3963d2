package dev.guildhall.events.internal.durable;

import dev.guildhall.core.event.Event;
import dev.guildhall.events.DurableSubscribers.Delivery;
import dev.guildhall.events.DurableSubscribers.Recipient;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Delivers the events of a batch one after the other, each within a time limit. */
final class OneByOne {

    /** How many events are to be handed over at once at most. */
    static final int BATCH = 32;

    // Progress is noted between batches, so a batch must not take long, or much is repeated after a crash.
    private static final long MAX_BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Delivery delivery;
    private final Duration timeout;

    OneByOne(Delivery delivery, Duration timeout) {
        this.delivery = delivery;
        this.timeout = timeout;
    }

    /**
     * How far it got.
     *
     * @param done how many of the events, from the first on, are done with
     * @param failure what became of the one after them; null when it was not tried
     */
    record Progress(int done, Throwable failure) {}

    /**
     * Delivers events in sequence.
     *
     * @param goesOn whether another event may be handed over
     * @param announce called before the first is, which could end the process; nothing is when it fails, nor the result
     *     then anything but a failure
     */
    Future<Progress> deliver(
            CursorClaim claim, List<Event> events, BooleanSupplier goesOn, Supplier<Future<Void>> announce) {
        return new Batch(claim, events, goesOn, announce).from(0);
    }

    /** Hands over one event, wanted or not. */
    Future<Void> deliver(Recipient to, Event event, BooleanSupplier holds) {
        try {
            return delivery.deliver(to, event, holds).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<Boolean> wants(Recipient to, Event event) {
        try {
            return delivery.wants(to, event).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private final class Batch {

        private final CursorClaim claim;
        private final List<Event> events;
        private final BooleanSupplier goesOn;
        private final Supplier<Future<Void>> announcement;
        private final long began = System.nanoTime();
        private boolean announced;

        Batch(CursorClaim claim, List<Event> events, BooleanSupplier goesOn, Supplier<Future<Void>> announcement) {
            this.claim = claim;
            this.events = events;
            this.goesOn = goesOn;
            this.announcement = announcement;
        }

        Future<Progress> from(int done) {
            var isLong = done > 0 && System.nanoTime() - began > MAX_BATCH_NANOS;
            if (done == events.size() || isLong || !goesOn.getAsBoolean() || !claim.holds()) {
                return Future.succeededFuture(new Progress(done, null));
            }
            return wants(claim.key().recipient(), events.get(done))
                    .transform(wanted -> wanted.failed()
                            ? Future.succeededFuture(new Progress(done, wanted.cause()))
                            : wanted.result() ? handOver(done) : from(done + 1));
        }

        private Future<Progress> handOver(int done) {
            return announce()
                    .compose(announced -> send(events.get(done))
                            .transform(delivered -> delivered.succeeded()
                                    ? from(done + 1)
                                    : Future.succeededFuture(new Progress(done, delivered.cause()))));
        }

        private Future<Void> announce() {
            if (announced) {
                return Future.succeededFuture();
            }
            announced = true;
            return announcement.get();
        }

        private Future<Void> send(Event event) {
            return claim.holds()
                    ? deliver(claim.key().recipient(), event, claim::holds)
                    : Future.failedFuture("The lease was lost before the event was handed over");
        }
    }
}
