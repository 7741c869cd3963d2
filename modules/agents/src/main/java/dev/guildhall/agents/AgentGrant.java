package dev.guildhall.agents;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Principal;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That another workspace may use an agent.
 *
 * @param workspace whose agent it is
 * @param readonly whether it may use no tools that change something there
 */
public record AgentGrant(
        UUID id,
        WorkspaceId workspace,
        String agentKey,
        WorkspaceId receiver,
        boolean readonly,
        Optional<Instant> expiresAt,
        Principal grantedBy,
        Instant createdAt) {

    /** Whether it has not expired. */
    public boolean holds(Instant now) {
        return expiresAt.map(now::isBefore).orElse(true);
    }

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("grantingWorkspaceId", workspace.toString())
                .put("receivingWorkspaceId", receiver.toString())
                .put("agentKey", agentKey)
                .put("readonly", readonly)
                .put("expiresAt", expiresAt.map(Instant::toString).orElse(null))
                .put("createdAt", createdAt.toString());
    }
}
