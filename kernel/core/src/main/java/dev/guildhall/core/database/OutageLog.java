package dev.guildhall.core.database;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what the database is passing through: each state once a minute, not for every request it fails. */
final class OutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    /** There are few states, so that the map stays small. */
    private final Map<String, Long> writtenAt = new ConcurrentHashMap<>();

    /** A statement failed; written down when that is a state of the database. */
    void note(Throwable failure) {
        PgErrors.outage(failure).ifPresent(state -> write(state, failure));
    }

    /** No connection could be opened, for whatever reason. */
    void noConnection(Throwable failure) {
        write(PgErrors.outage(failure).orElse("it takes no connection"), failure);
    }

    private void write(String state, Throwable failure) {
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
