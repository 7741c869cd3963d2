package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.work.Claim;
import dev.guildhall.core.work.Lease;
import java.time.Instant;
import java.util.UUID;

/**
 * The claim of this node on a run of a job.
 *
 * @param key what is run
 * @param input as it was ordered
 * @param attempt that this claim is for, 1 at first
 * @param startedAt when it was claimed, by the clock of the database
 */
record JobClaim(JobName key, UUID id, Lease lease, String input, Instant dueAt, int attempt, Instant startedAt)
        implements Claim<JobName> {}
