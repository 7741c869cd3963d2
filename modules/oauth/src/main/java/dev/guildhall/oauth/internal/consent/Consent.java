package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.TokenScopes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody lets an application do for them.
 *
 * @param place the organization, or the platform for their workspaces that belong to none
 */
public record Consent(
        UUID id, Tenant place, UserId user, UUID client, TokenScopes scopes, Instant createdAt, Instant updatedAt) {

    Optional<OrganizationId> organization() {
        return Place.organization(place);
    }

    /** What subscribers and auditors are told. */
    JsonObject facts() {
        return new JsonObject()
                .put("consentId", id.toString())
                .put("userId", user.toString())
                .put("clientId", client.toString())
                .put("scopes", new JsonArray(scopes.names()));
    }

    /** One of those that somebody has given, with the application's name. */
    record Listed(Consent consent, String clientName) {

        JsonObject json() {
            return new JsonObject()
                    .put("id", consent.id().toString())
                    .put(
                            "organizationId",
                            consent.organization().map(OrganizationId::toString).orElse(null))
                    .put("clientId", consent.client().toString())
                    .put("clientName", clientName)
                    .put("scopes", new JsonArray(consent.scopes().names()))
                    .put("createdAt", consent.createdAt().toString())
                    .put("updatedAt", consent.updatedAt().toString());
        }
    }
}
