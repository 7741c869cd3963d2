package dev.guildhall.events;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A delivery to a subscription that was given up on.
 *
 * @param attempts how many were made
 * @param error what came of the last one
 */
public record DeadDelivery(long sequence, UUID eventId, String type, int attempts, String error, Instant since) {

    public JsonObject toJson() {
        return new JsonObject()
                .put("sequence", sequence)
                .put("eventId", eventId.toString())
                .put("type", type)
                .put("attempts", attempts)
                .put("error", error)
                .put("since", since.toString());
    }
}
