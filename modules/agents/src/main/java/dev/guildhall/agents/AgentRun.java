package dev.guildhall.agents;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent's answer to a message, in the making or made.
 *
 * @param messageSequence the message that is answered
 * @param user who asked
 * @param scopes the permissions, and families of them, that their credential was limited to; empty when it was not
 * @param readonly whether no tool may be used that changes something
 * @param config the agent as it was when the run was asked for
 * @param errorCode why it failed
 */
public record AgentRun(
        WorkspaceId workspace,
        UUID id,
        UUID session,
        long messageSequence,
        String agentKey,
        UserId user,
        Optional<List<String>> scopes,
        boolean readonly,
        JsonObject config,
        String requestId,
        Status status,
        Optional<String> errorCode,
        Optional<String> error,
        long inputTokens,
        long outputTokens,
        BigDecimal cost,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt) {

    /** How far it has come. */
    public enum Status {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED,
        /** Its node was gone; what its tools have done until then is not known. */
        INTERRUPTED;

        /** Whether it ended without an answer, so that it can be asked for again. */
        public boolean isRepeatable() {
            return this == FAILED || this == CANCELLED || this == INTERRUPTED;
        }
    }

    /** The same for a message with this number. */
    public AgentRun answering(long sequence) {
        return new AgentRun(
                workspace,
                id,
                session,
                sequence,
                agentKey,
                user,
                scopes,
                readonly,
                config,
                requestId,
                status,
                errorCode,
                error,
                inputTokens,
                outputTokens,
                cost,
                createdAt,
                startedAt,
                finishedAt);
    }

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("sessionId", session.toString())
                .put("messageSequence", messageSequence)
                .put("agentKey", agentKey)
                .put("userId", user.toString())
                .put("provider", config.getString("provider"))
                .put("model", config.getString("model"))
                .put("status", status.name())
                .put("errorCode", errorCode.orElse(null))
                .put("error", error.orElse(null))
                .put(
                        "usage",
                        new JsonObject()
                                .put("inputTokens", inputTokens)
                                .put("outputTokens", outputTokens)
                                .put("cost", cost))
                .put("createdAt", createdAt.toString())
                .put("startedAt", startedAt.map(Instant::toString).orElse(null))
                .put("finishedAt", finishedAt.map(Instant::toString).orElse(null));
    }
}
