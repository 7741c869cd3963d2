package dev.guildhall.scim.internal.connection;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.LastUse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A directory that provisions the users of an organization. Its token is known by its hash only.
 *
 * @param hint the token's beginning and end, for people to tell it by
 * @param expiresAt when the token stops working by itself; empty for one that does not
 */
record Connection(
        UUID id,
        OrganizationId organization,
        String name,
        String hint,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> expiresAt,
        Optional<LastUse> lastUse) {

    Connection rotated(String otherHint, Instant now, Optional<Instant> expires) {
        return new Connection(id, organization, name, otherHint, revision + 1, createdAt, now, expires, lastUse);
    }

    JsonObject json() {
        return new JsonObject()
                .put("id", id.toString())
                .put("organizationId", organization.toString())
                .put("name", name)
                .put("hint", hint)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString())
                .put("expiresAt", expiresAt.map(Instant::toString).orElse(null))
                .put("lastUsedAt", lastUse.map(use -> use.at().toString()).orElse(null))
                .put("lastUsedFrom", lastUse.map(LastUse::from).orElse(null));
    }

    /** What subscribers and auditors are told. */
    JsonObject facts() {
        return new JsonObject()
                .put("connectionId", id.toString())
                .put("name", name)
                .put("hint", hint)
                .put("expiresAt", expiresAt.map(Instant::toString).orElse(null));
    }
}
