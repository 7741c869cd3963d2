package dev.guildhall.oauth.internal.client;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.core.secret.FormerSecrets.Former;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.identity.TokenScopes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An application, as it is registered. Its secret is known by its hash only.
 *
 * @param organization whose members it is for; empty for one of the platform
 * @param redirectUris where it may have browsers brought back to
 * @param scopes what it may ask for at most
 * @param selfRegistered whether no administrator has looked at it
 * @param secretHint the secret's beginning and end, for people to tell it by; empty for a public client, which has none
 * @param formerSecrets the hashes of those that work on for a while, though they were replaced
 * @param lastUse when it was given tokens; empty when it never was
 */
public record OauthClient(
        UUID id,
        Optional<OrganizationId> organization,
        String name,
        List<String> redirectUris,
        List<GrantType> grantTypes,
        TokenScopes scopes,
        Optional<String> secretHint,
        FormerSecrets formerSecrets,
        boolean selfRegistered,
        long revision,
        Instant createdAt,
        Instant updatedAt,
        Optional<LastUse> lastUse) {

    /** What it belongs to. */
    public Tenant tenant() {
        return organization.map(Tenant.class::cast).orElse(Tenant.PLATFORM);
    }

    public boolean isPublic() {
        return secretHint.isEmpty();
    }

    public boolean uses(GrantType type) {
        return grantTypes.contains(type);
    }

    /** Whether it is for members of this organization at all. */
    public boolean isFor(OrganizationId member) {
        return organization.map(member::equals).orElse(true);
    }

    OauthClient changed(ClientFields fields, Instant now) {
        return new OauthClient(
                id,
                organization,
                fields.name(),
                fields.redirectUris(),
                fields.grantTypes(),
                fields.scopes(),
                secretHint,
                formerSecrets,
                selfRegistered,
                revision + 1,
                createdAt,
                now,
                lastUse);
    }

    OauthClient rotated(String hint, FormerSecrets former, Instant now) {
        return new OauthClient(
                id,
                organization,
                name,
                redirectUris,
                grantTypes,
                scopes,
                Optional.of(hint),
                former,
                selfRegistered,
                revision + 1,
                createdAt,
                now,
                lastUse);
    }

    /** The same when nothing but its present secret works. */
    OauthClient withoutFormerSecrets(Instant now) {
        return new OauthClient(
                id,
                organization,
                name,
                redirectUris,
                grantTypes,
                scopes,
                secretHint,
                FormerSecrets.NONE,
                selfRegistered,
                revision + 1,
                createdAt,
                now,
                lastUse);
    }

    ClientFields fields() {
        return new ClientFields(name, redirectUris, grantTypes, scopes);
    }

    JsonObject json(Instant now) {
        return facts().put("formerSecretsUntil", formerSecretsUntil(now))
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString())
                .put("lastUsedAt", lastUse.map(use -> use.at().toString()).orElse(null))
                .put("lastUsedFrom", lastUse.map(LastUse::from).orElse(null));
    }

    /** Until when each of the former secrets that work at a time does, that of the latest first. */
    JsonArray formerSecretsUntil(Instant now) {
        return new JsonArray(formerSecrets.all().stream()
                .map(Former::until)
                .filter(now::isBefore)
                .map(Instant::toString)
                .toList());
    }

    /** What subscribers and auditors are told. */
    JsonObject facts() {
        return new JsonObject()
                .put("id", id.toString())
                .put(
                        "organizationId",
                        organization.map(OrganizationId::toString).orElse(null))
                .put("name", name)
                .put("redirectUris", new JsonArray(redirectUris))
                .put(
                        "grantTypes",
                        new JsonArray(grantTypes.stream().map(GrantType::name).toList()))
                .put("scopes", new JsonArray(scopes.names()))
                .put("confidential", !isPublic())
                .put("secretHint", secretHint.orElse(null))
                .put("selfRegistered", selfRegistered);
    }
}
