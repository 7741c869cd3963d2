package dev.guildhall.host;

import dev.guildhall.spi.JobRun;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A run of a job that an extension is to make now.
 *
 * @param chain its deadline is the run's, and its cancellation gives the run up
 */
public record DueJob(String jobId, Optional<String> key, JsonObject input, Instant dueAt, int attempt, CallChain chain)
        implements JobRun {

    @Override
    public Instant deadline() {
        return chain.deadline();
    }

    @Override
    public boolean isCancelled() {
        return chain.cancellation().isCancelled() || !Instant.now().isBefore(deadline());
    }
}
