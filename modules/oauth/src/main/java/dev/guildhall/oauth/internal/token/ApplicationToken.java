package dev.guildhall.oauth.internal.token;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.identity.TokenScopes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * A token by which an application acts as itself in its organization.
 *
 * @param limit what the scopes mean
 */
record ApplicationToken(
        UUID id,
        UUID client,
        OrganizationId organization,
        TokenScopes scopes,
        Scopes limit,
        Instant createdAt,
        Instant expiresAt) {

    ApplicationToken(
            UUID id,
            UUID client,
            OrganizationId organization,
            TokenScopes scopes,
            Instant createdAt,
            Instant expiresAt) {
        this(id, client, organization, scopes, scopes.limit(), createdAt, expiresAt);
    }

    boolean isLive(Instant now) {
        return now.isBefore(expiresAt);
    }

    /** What subscribers and auditors are told. */
    JsonObject facts() {
        return new JsonObject()
                .put("tokenId", id.toString())
                .put("clientId", client.toString())
                .put("scopes", new JsonArray(scopes.names()))
                .put("expiresAt", expiresAt.toString());
    }
}
