package dev.guildhall.events.internal.subscription;

import dev.guildhall.events.internal.sink.Attempt;
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
record DeliveryLog(
        UUID id,
        UUID eventId,
        String eventType,
        long sequence,
        String state,
        Instant nextAttemptAt,
        Instant createdAt,
        Instant finishedAt,
        List<Attempt> attempts) {

    DeliveryLog with(List<Attempt> made) {
        return new DeliveryLog(
                id, eventId, eventType, sequence, state, nextAttemptAt, createdAt, finishedAt, List.copyOf(made));
    }

    JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("eventId", eventId.toString())
                .put("eventType", eventType)
                .put("sequence", sequence)
                .put("state", state)
                .put("createdAt", createdAt.toString())
                .put(
                        "attempts",
                        new JsonArray(attempts.stream().map(Attempt::toJson).toList()));
        if (nextAttemptAt != null) {
            json.put("nextAttemptAt", nextAttemptAt.toString());
        }
        if (finishedAt != null) {
            json.put("finishedAt", finishedAt.toString());
        }
        return json;
    }
}
