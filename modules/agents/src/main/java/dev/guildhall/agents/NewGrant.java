package dev.guildhall.agents;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A grant that somebody wants to give. */
public record NewGrant(WorkspaceId receiver, String agentKey, boolean readonly, Optional<Instant> expiresAt) {

    /**
     * Reads {@code {receivingWorkspaceId, agentKey, readonly?, expiresAt?}}; without being told otherwise it is read-only.
     *
     * @param agentField what the client calls the key of the agent
     */
    public static NewGrant of(JsonObject body, String agentField) {
        var faults = new Faults();
        var receiver =
                faults.read(() -> WorkspaceId.parse("receivingWorkspaceId", body.getString("receivingWorkspaceId")));
        var key = faults.read(() -> key(body, agentField));
        var expiry = faults.read(() -> expiry(body.getValue("expiresAt")));
        faults.refuse();
        return new NewGrant(
                receiver.orElseThrow(), key.orElseThrow(), body.getBoolean("readonly", true), expiry.orElseThrow());
    }

    private static String key(JsonObject body, String field) {
        if (body.getValue(field) instanceof String text && !text.isBlank()) {
            return text.strip();
        }
        throw CommonError.REQUEST_INVALID.onField(field, field + " must be the key of an agent of this workspace");
    }

    private static Optional<Instant> expiry(Object value) {
        try {
            if (value == null) {
                return Optional.empty();
            }
            if (value instanceof Number millis) {
                return Optional.of(Instant.ofEpochMilli(millis.longValue()));
            }
            return Optional.of(OffsetDateTime.parse(String.valueOf(value)).toInstant());
        } catch (DateTimeException malformed) {
            throw CommonError.REQUEST_INVALID.onField(
                    "expiresAt", "expiresAt must be a time such as 2027-01-31T00:00:00Z, or milliseconds since 1970");
        }
    }

    void requireSound(WorkspaceId giver, Instant now) {
        var faults = new Faults();
        faults.require(
                !receiver.equals(giver),
                "receivingWorkspaceId",
                "receivingWorkspaceId must be another workspace than the agent's");
        faults.require(
                expiresAt
                        .map(time -> time.isAfter(now) && time.isBefore(AgentGrants.latest(now)))
                        .orElse(true),
                "expiresAt",
                "expiresAt must be a time to come, within ten years");
        faults.refuse();
    }
}
