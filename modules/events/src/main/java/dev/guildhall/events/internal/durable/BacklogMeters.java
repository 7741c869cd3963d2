package dev.guildhall.events.internal.durable;

import dev.guildhall.events.Backlog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What durable subscribers have before them, as operators watch it. */
public final class BacklogMeters {

    private final MultiGauge waiting;
    private final MultiGauge oldest;
    private final MultiGauge dead;

    public BacklogMeters(MeterRegistry meters) {
        this.waiting = gauge(meters, "waiting", "Events and deliveries that durable subscribers have before them");
        this.oldest = gauge(meters, "oldest.seconds", "How long the oldest of them has waited");
        this.dead = gauge(meters, "dead.letters", "Events and deliveries that were given up on");
    }

    private static MultiGauge gauge(MeterRegistry meters, String what, String description) {
        return MultiGauge.builder("guildhall.delivery." + what)
                .description(description)
                .register(meters);
    }

    /** Shows this from now on. */
    public void show(List<Backlog> backlogs) {
        waiting.register(rows(backlogs, Backlog::waiting), true);
        oldest.register(rows(backlogs, Backlog::oldestSeconds), true);
        dead.register(rows(backlogs, Backlog::dead), true);
    }

    private static List<MultiGauge.Row<?>> rows(List<Backlog> backlogs, ToDoubleFunction<Backlog> value) {
        return backlogs.stream()
                .<MultiGauge.Row<?>>map(
                        backlog -> MultiGauge.Row.of(Tags.of("kind", backlog.kind()), value.applyAsDouble(backlog)))
                .toList();
    }
}
