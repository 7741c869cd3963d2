package dev.guildhall.core.database;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what the database is passing through, and writes it down: each state once a minute, not for every request it
 * fails.
 */
final class OutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    /** There are few states, so that the maps stay small. */
    private final Map<String, Long> writtenAt = new ConcurrentHashMap<>();

    private final Map<Outage, LongAdder> failures = new ConcurrentHashMap<>();

    void bindTo(MeterRegistry meters) {
        for (var outage : Outage.values()) {
            FunctionCounter.builder("guildhall.database.failures", failed(outage), LongAdder::sum)
                    .description("Statements and connections that failed for what the database was passing through")
                    .tag("state", outage.label())
                    .register(meters);
        }
    }

    private LongAdder failed(Outage outage) {
        return failures.computeIfAbsent(outage, first -> new LongAdder());
    }

    /** A statement failed; counted and written down when that is a state of the database. */
    void note(Throwable failure) {
        PgErrors.outage(failure).ifPresent(outage -> note(outage, failure));
    }

    /** No connection could be opened, for whatever reason. */
    void noConnection(Throwable failure) {
        note(PgErrors.outage(failure).orElse(Outage.NO_CONNECTION), failure);
    }

    private void note(Outage outage, Throwable failure) {
        failed(outage).increment();
        var state = outage.words(failure);
        var now = System.nanoTime();
        var known = writtenAt.get(state);
        if (known != null && now - known < AGAIN_NANOS) {
            return;
        }
        if (known == null ? writtenAt.putIfAbsent(state, now) == null : writtenAt.replace(state, known, now)) {
            LOG.warn("The database cannot be worked with, {}: {}", state, failure.toString());
        }
    }
}
