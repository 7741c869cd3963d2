package dev.guildhall.spi.testing;

import dev.guildhall.spi.JobRun;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** A run of a job for tests. */
record FakeRun(String jobId, Optional<String> key, JsonObject input, Instant dueAt, int attempt, Instant deadline)
        implements JobRun {

    @Override
    public boolean isCancelled() {
        return false;
    }
}
