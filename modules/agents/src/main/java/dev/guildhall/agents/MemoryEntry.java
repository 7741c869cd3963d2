package dev.guildhall.agents;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that agents are to remember.
 *
 * @param agentKey the one agent that is to; empty for all
 * @param user whom it is about, who alone sees it; empty for everybody
 */
public record MemoryEntry(
        WorkspaceId workspace,
        UUID id,
        Optional<String> agentKey,
        Optional<UserId> user,
        String content,
        UserId createdBy,
        Instant createdAt) {

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("agentKey", agentKey.orElse(null))
                .put("userId", user.map(UserId::toString).orElse(null))
                .put("content", content)
                .put("createdBy", createdBy.toString())
                .put("createdAt", createdAt.toString());
    }
}
