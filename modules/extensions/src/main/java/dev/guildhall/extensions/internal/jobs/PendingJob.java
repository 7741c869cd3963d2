package dev.guildhall.extensions.internal.jobs;

import java.time.Instant;

/**
 * A run that is to come or under way.
 *
 * @param held whether it waits for the extension to serve again
 */
record PendingJob(JobName name, Instant dueAt, Instant nextAttemptAt, int attempts, boolean held, boolean running) {}
