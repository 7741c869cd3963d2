package dev.guildhall.identity;

import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.core.security.Scopes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A token by which programs act for a user; the secret itself is known by its hash only.
 *
 * @param hint the secret's beginning and end, for people to tell it by
 * @param scopes empty for one that carries all that is the user's
 * @param limit what the scopes mean
 * @param tenant the organization, with its workspaces, or the workspace that alone it opens
 * @param expiresAt when it stops working by itself; empty for one that does not
 * @param lastUse empty for one that was never used
 */
public record PersonalToken(
        UUID id,
        UserId user,
        String name,
        String hint,
        Optional<TokenScopes> scopes,
        Optional<Scopes> limit,
        Optional<Tenant> tenant,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<LastUse> lastUse) {

    public PersonalToken(
            UUID id,
            UserId user,
            String name,
            String hint,
            Optional<TokenScopes> scopes,
            Optional<Tenant> tenant,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<LastUse> lastUse) {
        this(id, user, name, hint, scopes, scopes.map(TokenScopes::limit), tenant, createdAt, expiresAt, lastUse);
    }

    public boolean isLive(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
    }

    public Optional<OrganizationId> organization() {
        return tenant.filter(OrganizationId.class::isInstance).map(OrganizationId.class::cast);
    }

    public Optional<WorkspaceId> workspace() {
        return tenant.filter(WorkspaceId.class::isInstance).map(WorkspaceId.class::cast);
    }

    /** As its user sees it. */
    public JsonObject toJson() {
        return facts().put("id", id.toString())
                .put("createdAt", createdAt.toString())
                .put("lastUsedAt", lastUse.map(use -> use.at().toString()).orElse(null))
                .put("lastUsedFrom", lastUse.map(LastUse::from).orElse(null));
    }

    /** What subscribers and auditors are told of it. */
    public JsonObject facts() {
        return new JsonObject()
                .put("name", name)
                .put("hint", hint)
                .put("scopes", scopes.map(some -> new JsonArray(some.names())).orElse(null))
                .put(
                        "organizationId",
                        organization().map(OrganizationId::toString).orElse(null))
                .put("workspaceId", workspace().map(WorkspaceId::toString).orElse(null))
                .put("expiresAt", expiresAt.map(Instant::toString).orElse(null));
    }
}
