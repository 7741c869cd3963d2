package dev.guildhall.agents;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A conversation with agents.
 *
 * @param surfaceId what those of a group session know it by
 * @param user whose a private session is
 * @param agentKey who answers when a message names nobody
 * @param lastSequence the number of the latest message; 0 when there is none
 * @param activeAt when the latest message came, or the session was opened
 */
public record AgentSession(
        WorkspaceId workspace,
        UUID id,
        Surface surface,
        Optional<String> surfaceId,
        Optional<UserId> user,
        String agentKey,
        long lastSequence,
        UserId createdBy,
        Instant createdAt,
        Instant activeAt) {

    /** Whether somebody may see it, of those who may read the workspace's sessions. */
    public boolean isOpenTo(UserId reader) {
        return surface == Surface.GROUP || user.filter(reader::equals).isPresent();
    }

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("surface", surface.name().toLowerCase(Locale.ROOT))
                .put("surfaceId", surfaceId.orElse(null))
                .put("userId", user.map(UserId::toString).orElse(null))
                .put("agentKey", agentKey)
                .put("lastSequence", lastSequence)
                .put("createdAt", createdAt.toString())
                .put("activeAt", activeAt.toString());
    }
}
