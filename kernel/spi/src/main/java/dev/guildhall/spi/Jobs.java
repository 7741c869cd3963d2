package dev.guildhall.spi;

import io.vertx.core.Future;

/**
 * Work of the extension for later, beside what the manifest schedules: kept by the host until it is done, over restarts,
 * and gone with the installation. Needs no permission. There are no more than {@link Limits#orderedJobs()} at a time; what
 * goes beyond fails with {@code JOBS.FULL}.
 */
public interface Jobs {

    /**
     * Has a job of the manifest run once; completes when that is certain. False when it was ordered under this key
     * already and is not over; then nothing changes.
     */
    Future<Boolean> order(JobOrder order);

    /**
     * Takes back what was ordered under this key. A run under way is told by {@link JobRun#isCancelled}, and not tried
     * again. False when there is nothing.
     */
    Future<Boolean> cancel(String jobId, String key);
}
