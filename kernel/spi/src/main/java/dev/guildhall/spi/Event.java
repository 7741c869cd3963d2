package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A fact about the workspace, with the attributes of CloudEvents 1.0.
 *
 * @param id unique; the same whenever and wherever this event is delivered
 * @param source {@code /workspaces/} and the workspace's id
 * @param type in the past tense, such as {@code member.added}
 * @param subject what the fact is about, often an id; null when the type says it all
 * @param sequence the event's place in the workspace: greater than that of every earlier one, without gaps
 * @param actor who caused it: {@code user:} and an id, {@code extension:} and a key, or {@code system}
 * @param data this delivery's own copy
 */
public record Event(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        long sequence,
        String workspaceId,
        String actor,
        JsonObject data) {}
