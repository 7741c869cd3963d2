package dev.guildhall.agents;

import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that was said in a session.
 *
 * @param sequence its number in the session, from 1 on without gaps
 * @param user who said it; empty when an agent did
 * @param agentKey who said it, or who was asked
 * @param run the run that says it, or that answers it
 * @param clientKey what its sender named it by
 */
public record SessionMessage(
        UUID session,
        long sequence,
        UUID id,
        Role role,
        Optional<UserId> user,
        String agentKey,
        Optional<UUID> run,
        String content,
        Optional<String> clientKey,
        Instant createdAt) {

    /** Who says it. */
    public enum Role {
        USER,
        ASSISTANT;

        /** As clients know it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same with its number. */
    public SessionMessage numbered(long number) {
        return new SessionMessage(session, number, id, role, user, agentKey, run, content, clientKey, createdAt);
    }

    /** How clients see it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id.toString())
                .put("sessionId", session.toString())
                .put("sequence", sequence)
                .put("role", role.text())
                .put("userId", user.map(UserId::toString).orElse(null))
                .put("agentKey", agentKey)
                .put("runId", run.map(UUID::toString).orElse(null))
                .put("content", content)
                .put("createdAt", createdAt.toString());
    }
}
