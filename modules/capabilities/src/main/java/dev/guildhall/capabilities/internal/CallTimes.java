package dev.guildhall.capabilities.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.metric.Histogram;
import dev.guildhall.host.ExtensionFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long calls of capabilities take on this node and how they end, as operators watch them. Safe for all threads. */
final class CallTimes {

    /** Workspaces name capabilities as they like, and each name is a series that lasts. */
    private static final int MOST_KEYS = 500;

    private static final String OTHERS = "other";

    private final MeterRegistry meters;
    private final Map<Ended, Timer> timers = new ConcurrentHashMap<>();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();

    CallTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    enum Outcome {
        ANSWERED,
        /** By the provider or for what the caller sent. */
        REFUSED,
        FAILED,
        TIMED_OUT,
        /** It was not begun. */
        OVERLOADED,
        CANCELLED;

        static Outcome of(Throwable failure) {
            if (failure == null) {
                return ANSWERED;
            }
            if (failure instanceof ExtensionFailure fault) {
                return switch (fault.kind()) {
                    case TIMED_OUT -> TIMED_OUT;
                    case CANCELLED -> CANCELLED;
                    case OVERLOADED, RESTING, STOPPED, START_POSTPONED -> OVERLOADED;
                    default -> FAILED;
                };
            }
            return failure instanceof Problem problem && problem.code().kind().status() < 500 ? REFUSED : FAILED;
        }
    }

    private record Ended(String key, Outcome outcome) {}

    /** @param failure null for a call that was answered */
    void record(String key, Throwable failure, long nanos) {
        timers.computeIfAbsent(new Ended(shown(key), Outcome.of(failure)), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private String shown(String key) {
        if (keys.contains(key)) {
            return key;
        }
        if (keys.size() >= MOST_KEYS) {
            return OTHERS;
        }
        keys.add(key);
        return key;
    }

    private Timer timer(Ended ended) {
        return Histogram.COARSE
                .timer("guildhall.capability.calls", "Calls of capabilities")
                .tag("capability", ended.key())
                .tag("outcome", ended.outcome().name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
