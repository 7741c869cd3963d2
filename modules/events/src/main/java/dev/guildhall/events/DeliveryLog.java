package dev.guildhall.events;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A delivery as its subscriber may look at it.
 *
 * @param nextAttemptAt null when there is none
 * @param finishedAt null while it is pending
 * @param attempts the oldest first
 */
public record DeliveryLog(
        UUID id,
        UUID eventId,
        String eventType,
        long sequence,
        String state,
        Instant nextAttemptAt,
        Instant createdAt,
        Instant finishedAt,
        List<DeliveryAttempt> attempts) {

    public DeliveryLog with(List<DeliveryAttempt> made) {
        return new DeliveryLog(
                id, eventId, eventType, sequence, state, nextAttemptAt, createdAt, finishedAt, List.copyOf(made));
    }

    public JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("eventId", eventId.toString())
                .put("eventType", eventType)
                .put("sequence", sequence)
                .put("state", state)
                .put("createdAt", createdAt.toString())
                .put(
                        "attempts",
                        new JsonArray(
                                attempts.stream().map(DeliveryAttempt::toJson).toList()));
        if (nextAttemptAt != null) {
            json.put("nextAttemptAt", nextAttemptAt.toString());
        }
        if (finishedAt != null) {
            json.put("finishedAt", finishedAt.toString());
        }
        return json;
    }
}
