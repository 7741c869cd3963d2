package dev.guildhall.mail.internal;

import java.time.Instant;
import java.util.UUID;

/**
 * A mail that this node has taken from the queue to try its delivery.
 *
 * @param content sealed
 * @param attempt which try this is
 */
public record QueuedMail(UUID id, String topic, String content, int attempt, Instant usefulUntil, Instant createdAt) {

    /** What the content is sealed for. */
    public static String purpose(UUID id) {
        return "mail/" + id;
    }
}
