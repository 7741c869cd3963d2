package dev.guildhall.mail.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The queue of mails and what becomes of them, as operators watch it. */
public final class MailMeters {

    private final Map<Outcome, Counter> attempts = new EnumMap<>(Outcome.class);
    private volatile MailBacklog backlog = MailBacklog.NONE;

    public MailMeters(MeterRegistry meters) {
        for (var outcome : Outcome.values()) {
            attempts.put(
                    outcome,
                    Counter.builder("guildhall.mail.attempts")
                            .description("Attempts to send a mail")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        gauge(meters, "waiting", "Mails that are to be sent", MailBacklog::waiting);
        gauge(meters, "oldest.seconds", "How long the oldest of them has waited", MailBacklog::oldestSeconds);
        gauge(meters, "dead.letters", "Mails that were given up on", MailBacklog::dead);
    }

    enum Outcome {
        SENT,
        POSTPONED,
        GIVEN_UP
    }

    private void gauge(MeterRegistry meters, String what, String description, ToDoubleFunction<MailBacklog> value) {
        Gauge.builder("guildhall.mail." + what, this, itself -> value.applyAsDouble(itself.backlog))
                .description(description)
                .strongReference(true)
                .register(meters);
    }

    void count(Outcome outcome) {
        attempts.get(outcome).increment();
    }

    /** Shows this from now on. */
    void show(MailBacklog now) {
        backlog = now;
    }
}
