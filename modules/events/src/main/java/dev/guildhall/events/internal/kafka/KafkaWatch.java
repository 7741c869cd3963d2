package dev.guildhall.events.internal.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Whether this node reaches Kafka, as far as it was looked for last. When it is back, what waits for it is not to wait for
 * as long as if it were an endpoint of somebody else's. Safe for all threads.
 */
public final class KafkaWatch {

    /** An attempt that began while it was away may end after the first look that finds it, or after the second. */
    private static final int HURRIES = 3;

    private final KafkaClient client;
    private final Supplier<Future<Void>> hurry;
    private final AtomicInteger hurries = new AtomicInteger();
    private volatile boolean away;

    /** @param hurry has what waits for Kafka sent now */
    public KafkaWatch(KafkaClient client, MeterRegistry meters, Supplier<Future<Void>> hurry) {
        this.client = client;
        this.hurry = hurry;
        Gauge.builder("guildhall.kafka.reachable", () -> away ? 0 : 1)
                .description("1 while this node reaches Kafka, 0 while it does not")
                .register(meters);
    }

    /** Looks for it; fails when it is out of reach. */
    public Future<Void> look() {
        return client.reach()
                .onComplete(reached -> note(reached.failed()))
                .compose(there -> hurries.get() == 0
                        ? Future.succeededFuture()
                        : hurry.get().onSuccess(sent -> hurries.decrementAndGet()));
    }

    private void note(boolean isAway) {
        away = isAway;
        if (isAway) {
            hurries.set(HURRIES);
        }
    }

    /** What is the matter with it, in words for an operator. */
    public Optional<String> trouble() {
        return away
                ? Optional.of("it is out of reach; what is for it waits, and nothing is taken from it")
                : Optional.empty();
    }
}
