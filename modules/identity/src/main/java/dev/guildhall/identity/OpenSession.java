package dev.guildhall.identity;

import dev.guildhall.core.id.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A session of somebody who is signed in, as they are shown it.
 *
 * @param organization what it is scoped to
 * @param address from where it was opened
 * @param userAgent what the client said it is
 * @param lastUsedAt to the minute
 */
public record OpenSession(
        UUID id,
        Optional<OrganizationId> organization,
        Optional<String> address,
        Optional<String> userAgent,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt) {

    /** @param current the session in which it is asked for */
    public JsonObject toJson(UUID current) {
        return new JsonObject()
                .put("id", id.toString())
                .put("current", id.equals(current))
                .put(
                        "organizationId",
                        organization.map(OrganizationId::toString).orElse(null))
                .put("address", address.orElse(null))
                .put("userAgent", userAgent.orElse(null))
                .put("createdAt", createdAt.toString())
                .put("lastUsedAt", lastUsedAt.toString())
                .put("expiresAt", expiresAt.toString());
    }
}
