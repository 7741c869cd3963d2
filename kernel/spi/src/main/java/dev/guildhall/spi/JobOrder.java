package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One run of a job to come, for {@link Jobs#order}; made by {@link #of} and changed by the {@code with…} methods, which make
 * another one.
 */
public final class JobOrder {

    private final String jobId;
    private final String key;
    private final JsonObject input;
    private final Instant at;

    private JobOrder(String jobId, String key, JsonObject input, Instant at) {
        this.jobId = Objects.requireNonNull(jobId, "jobId");
        this.key = Objects.requireNonNull(key, "key");
        this.input = Objects.requireNonNull(input, "input");
        this.at = at;
    }

    /**
     * To run as soon as possible.
     *
     * @param jobId one of the manifest's {@code jobs}
     * @param key 1 to 200 characters; what was ordered under one is not ordered twice
     */
    public static JobOrder of(String jobId, String key) {
        return new JobOrder(jobId, key, new JsonObject(), null);
    }

    public String jobId() {
        return jobId;
    }

    public String key() {
        return key;
    }

    public JsonObject input() {
        return input;
    }

    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /** With something to work on, at most {@link Limits#stateValueBytes()}. */
    public JobOrder withInput(JsonObject other) {
        return new JobOrder(jobId, key, other, at);
    }

    /** Not before this time, which is within a year. */
    public JobOrder withTime(Instant time) {
        return new JobOrder(jobId, key, input, time);
    }
}
