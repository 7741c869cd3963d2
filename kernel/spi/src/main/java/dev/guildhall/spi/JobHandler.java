package dev.guildhall.spi;

import io.vertx.core.Future;

/**
 * Does one job of the manifest in one workspace. Called on a worker thread, by one node and for one run of the job at a
 * time, also when nobody has called the extension since the host started.
 */
@FunctionalInterface
public interface JobHandler {

    /**
     * Completes when the run is over. A failure, or no answer within the job's time-out, means that it is tried again, up to
     * {@link JobRun#MAX_ATTEMPTS} times with growing pauses; then a job that was ordered is given up, and one with a schedule
     * waits for its next time. A crash of the host may make the same run come again, so stand a repeat.
     */
    Future<Void> run(JobRun run) throws Exception;
}
