package dev.guildhall.events;

import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A recorded event.
 *
 * @param sequence its place among the workspace's events: starts at 1, has no gaps, follows the order of commits
 */
public record Event(
        UUID id,
        WorkspaceId workspace,
        long sequence,
        String type,
        String subject,
        EventActor actor,
        Instant time,
        JsonObject data) {

    /** The event as CloudEvents 1.0 JSON; the same on every transport. */
    public JsonObject toCloudEvent() {
        var envelope = new JsonObject()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("source", "/workspaces/" + workspace)
                .put("type", type)
                .put("time", time.toString())
                .put("datacontenttype", "application/json")
                .put("sequence", sequence)
                .put("workspace", workspace.toString())
                .put("actor", actor.text())
                .put("data", data);
        if (subject != null) {
            envelope.put("subject", subject);
        }
        return envelope;
    }
}
