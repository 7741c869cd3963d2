package dev.guildhall.events.internal.subscription;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A delivery that was given up on.
 *
 * @param attempts how many were made
 * @param error what came of the last one
 */
record DeadDelivery(long sequence, UUID eventId, String type, int attempts, String error, Instant since) {

    JsonObject toJson() {
        return new JsonObject()
                .put("sequence", sequence)
                .put("eventId", eventId.toString())
                .put("type", type)
                .put("attempts", attempts)
                .put("error", error)
                .put("since", since.toString());
    }
}
