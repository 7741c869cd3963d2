package dev.guildhall.events.internal.source;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A record of which no event could be made.
 *
 * @param value its beginning, as text; null when it had none
 */
record RejectedRecord(
        UUID id, int partition, long offset, Instant recordedAt, Instant rejectedAt, String reason, String value) {

    JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("partition", partition)
                .put("offset", offset)
                .put("recordedAt", recordedAt.toString())
                .put("rejectedAt", rejectedAt.toString())
                .put("reason", reason);
        return value == null ? json : json.put("value", value);
    }
}
