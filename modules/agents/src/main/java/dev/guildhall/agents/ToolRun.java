package dev.guildhall.agents;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A call of a capability that an agent made in a run.
 *
 * @param number from 1 on, in the order of the calls
 * @param input as JSON text
 * @param output as JSON text; empty when it failed
 */
public record ToolRun(
        int number,
        String capability,
        String input,
        Optional<String> output,
        Optional<String> errorCode,
        Optional<String> error,
        Instant startedAt,
        Instant finishedAt) {

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("number", number)
                .put("capability", capability)
                .put("input", Json.decodeValue(input))
                .put("output", output.map(Json::decodeValue).orElse(null))
                .put("outcome", errorCode.isPresent() ? "FAILED" : "SUCCEEDED")
                .put("errorCode", errorCode.orElse(null))
                .put("error", error.orElse(null))
                .put("startedAt", startedAt.toString())
                .put("durationMillis", Duration.between(startedAt, finishedAt).toMillis());
    }
}
