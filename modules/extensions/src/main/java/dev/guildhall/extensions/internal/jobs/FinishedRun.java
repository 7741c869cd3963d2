package dev.guildhall.extensions.internal.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A run that is over.
 *
 * @param error why it did not succeed; null when it did
 */
record FinishedRun(
        UUID id,
        JobName name,
        Instant dueAt,
        Instant startedAt,
        Instant finishedAt,
        int attempt,
        JobOutcome outcome,
        String error) {

    /** How much later than due the run began. */
    Duration lateness() {
        return startedAt.isAfter(dueAt) ? Duration.between(dueAt, startedAt) : Duration.ZERO;
    }
}
