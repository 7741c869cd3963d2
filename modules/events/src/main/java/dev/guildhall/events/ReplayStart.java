package dev.guildhall.events;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.text.Timestamp;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * From where on events are delivered once more; one of both is there.
 *
 * @param after the sequence of the event before the first
 */
public record ReplayStart(Optional<Long> after, Optional<Instant> since) {

    /** Reads the JSON of the API; fails naming the field that is wrong. */
    public static ReplayStart read(JsonObject told) {
        var after = Optional.ofNullable(told.getLong("after"));
        var since = Optional.ofNullable(told.getString("since")).map(text -> Timestamp.parse("since", text));
        if (after.isPresent() == since.isPresent()) {
            throw CommonError.REQUEST_INVALID.onField(
                    "after", "Give either after, the sequence of the event before the first, or since, a time");
        }
        return new ReplayStart(after, since);
    }
}
