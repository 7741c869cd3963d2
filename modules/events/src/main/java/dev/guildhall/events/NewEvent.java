package dev.guildhall.events;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import io.vertx.core.json.JsonObject;

/**
 * An event about to be recorded.
 *
 * @param type past tense, dotted, such as {@code member.added}
 * @param subject what it is about, mostly an id, or null
 * @param actor who did it
 * @param cause what it follows from
 * @param content facts a subscriber needs, never a secret: a {@link JsonObject}, or any other JSON value,
 *     {@link Event#NULL} for JSON's null, or null for none
 */
public record NewEvent(String type, String subject, Principal actor, Cause cause, Object content) {

    /** The content of an event that tells its facts as a JSON object, as all of the platform's own do; else empty. */
    public JsonObject data() {
        return content instanceof JsonObject object ? object : new JsonObject();
    }
}
