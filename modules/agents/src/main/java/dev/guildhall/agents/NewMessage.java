package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Something that somebody wants to say.
 *
 * @param clientKey names it, so that it is said once however often it is sent
 * @param agentKey who is asked; empty for the session's agent
 */
public record NewMessage(String content, Optional<String> clientKey, Optional<String> agentKey) {

    /** Of the UTF-8 text of a message. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final int LONGEST_KEY = 200;

    /** Reads {@code {content, idempotencyKey?, agentKey?}}. */
    public static NewMessage of(JsonObject body) {
        return of(body, "content", "agentKey");
    }

    /** The same under other names of the fields. */
    public static NewMessage of(JsonObject body, String contentField, String agentField) {
        var faults = new Faults();
        var content = body.getValue(contentField) instanceof String text ? text : "";
        faults.require(!content.isBlank(), contentField, contentField + " must not be empty");
        faults.require(
                content.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES,
                contentField,
                contentField + " must have at most " + MOST_BYTES + " bytes");
        faults.require(
                content.indexOf('\0') < 0, contentField, contentField + " must not contain the character U+0000");
        var key = text(body, "idempotencyKey", faults);
        var agent = text(body, agentField, faults);
        faults.refuse();
        return new NewMessage(content, key, agent);
    }

    private static Optional<String> text(JsonObject body, String field, Faults faults) {
        var value = body.getValue(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank() && text.length() <= LONGEST_KEY && text.indexOf('\0') < 0) {
            return Optional.of(text);
        }
        faults.add(field, field + " must be a text of 1 to " + LONGEST_KEY + " characters");
        return Optional.empty();
    }
}
