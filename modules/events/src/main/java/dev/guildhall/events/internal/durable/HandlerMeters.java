package dev.guildhall.events.internal.durable;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What became of events that this node has handed to subscribers in the process, as operators watch it. */
public final class HandlerMeters {

    private final MeterRegistry meters;

    public HandlerMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    enum Outcome {
        HANDLED,
        RETRIED,
        PUT_ASIDE
    }

    void count(String kind, Outcome outcome, int events) {
        Counter.builder("guildhall.handler.deliveries")
                .description("Events handed to subscribers in the process")
                .tag("kind", kind)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment(events);
    }
}
