package dev.guildhall.host;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * That a version of a capability is on its way out.
 *
 * @param since when it was deprecated; empty when that is not said
 * @param sunset from when on it may not be there any more; empty when that is not said
 * @param note what to call instead, for people; empty for nothing
 */
public record Deprecation(Optional<Instant> since, Optional<Instant> sunset, String note) {

    public static Deprecation of(JsonObject json) {
        return new Deprecation(
                Optional.ofNullable(json.getInstant("since")),
                Optional.ofNullable(json.getInstant("sunset")),
                json.getString("note", ""));
    }

    /** Only what is said. */
    public JsonObject toJson() {
        var json = new JsonObject();
        since.ifPresent(time -> json.put("since", time.toString()));
        sunset.ifPresent(time -> json.put("sunset", time.toString()));
        return note.isEmpty() ? json : json.put("note", note);
    }
}
