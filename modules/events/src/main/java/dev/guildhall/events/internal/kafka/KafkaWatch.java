package dev.guildhall.events.internal.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.Optional;

/** Whether this node reaches Kafka, as far as it was looked for last. Safe for all threads. */
public final class KafkaWatch {

    private final KafkaClient client;
    private volatile boolean away;

    public KafkaWatch(KafkaClient client, MeterRegistry meters) {
        this.client = client;
        Gauge.builder("guildhall.kafka.reachable", () -> away ? 0 : 1)
                .description("1 while this node reaches Kafka, 0 while it does not")
                .register(meters);
    }

    /** Looks for it; fails when it is out of reach. */
    public Future<Void> look() {
        return client.reach().onComplete(reached -> away = reached.failed());
    }

    /** What is the matter with it, in words for an operator. */
    public Optional<String> trouble() {
        return away
                ? Optional.of("it is out of reach; what is for it waits, and nothing is taken from it")
                : Optional.empty();
    }
}
