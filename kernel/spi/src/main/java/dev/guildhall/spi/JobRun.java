package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** One run of a job. Handed over by the host, so it may grow. */
public interface JobRun {

    /** How often a run is tried. */
    int MAX_ATTEMPTS = 5;

    /** The job's name in the manifest, for handlers that serve several. */
    String jobId();

    /** What the run was ordered as, by {@link Jobs#order}; empty when it comes from the job's schedule. */
    Optional<String> key();

    /** What was ordered with it; an empty object otherwise. It belongs to the handler. */
    JsonObject input();

    /**
     * When it was to run: earlier than now by how late it is. Of the times of a schedule that were missed, while the
     * extension was disabled or no host was there, the first is made up for, once.
     */
    Instant dueAt();

    /** 1 at first. */
    int attempt();

    /** When the host gives the run up. */
    Instant deadline();

    /** Whether the run was given up: its deadline has passed, it was cancelled, or another node does it now. */
    boolean isCancelled();
}
