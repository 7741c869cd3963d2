package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.metric.Histogram;
import dev.guildhall.events.internal.subscription.DeliveryTable.Outcome;
import dev.guildhall.events.internal.subscription.Settlements.Made;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long attempts of this node to deliver to subscriptions take and what follows from them, as operators watch it. */
final class AttemptMeters {

    private final MeterRegistry meters;
    private final Map<Ended, Timer> timers = new ConcurrentHashMap<>();

    AttemptMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Ended(String sink, String outcome) {}

    void record(Made made, Outcome outcome) {
        timers.computeIfAbsent(new Ended(made.sink().toLowerCase(Locale.ROOT), shown(outcome)), this::timer)
                .record(made.attempt().duration());
    }

    private static String shown(Outcome outcome) {
        if (outcome.pause() != null) {
            return "retried";
        }
        return outcome == Outcome.DELIVERED ? "delivered" : "given_up";
    }

    private Timer timer(Ended ended) {
        return Histogram.FINE
                .timer("guildhall.delivery.attempts", "Attempts to deliver an event to a subscription")
                .tag("sink", ended.sink())
                .tag("outcome", ended.outcome())
                .register(meters);
    }
}
