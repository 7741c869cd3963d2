package dev.guildhall.events;

import dev.guildhall.core.text.Timestamp;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Which of the deliveries that were given up on; all of them when nothing is said.
 *
 * @param after the sequence of the event before the first
 * @param until the sequence of the last event
 * @param since those that were given up on at this time or later
 */
public record DeadDeliveryRange(Optional<Long> after, Optional<Long> until, Optional<Instant> since) {

    /** Reads the JSON of the API; fails naming the field that is wrong. */
    public static DeadDeliveryRange read(JsonObject told) {
        return new DeadDeliveryRange(
                Optional.ofNullable(told.getLong("after")),
                Optional.ofNullable(told.getLong("until")),
                Optional.ofNullable(told.getString("since")).map(text -> Timestamp.parse("since", text)));
    }
}
