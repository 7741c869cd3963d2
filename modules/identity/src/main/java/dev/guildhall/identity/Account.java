package dev.guildhall.identity;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A user account, without anything that proves who somebody is.
 *
 * @param mailRefusedAt since when mail to its address is refused for good, as far as is known
 */
public record Account(
        UserId id,
        String email,
        boolean emailVerified,
        Optional<Instant> mailRefusedAt,
        String fullName,
        Set<PlatformRole> roles,
        Optional<WorkspaceId> defaultWorkspace,
        Annotations annotations,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** The same account with what administrators may change. */
    public Account changed(String otherEmail, boolean verified, String otherName, Set<PlatformRole> otherRoles) {
        return new Account(
                id,
                otherEmail,
                verified,
                mailRefusedAt.filter(refused -> otherEmail.equals(email)),
                otherName,
                otherRoles,
                defaultWorkspace,
                annotations,
                revision,
                createdAt,
                updatedAt);
    }

    Account with(Annotations other) {
        return new Account(
                id,
                email,
                emailVerified,
                mailRefusedAt,
                fullName,
                roles,
                defaultWorkspace,
                other,
                revision,
                createdAt,
                updatedAt);
    }

    /** The same account, mail to which is refused since then, or taken. */
    public Account withMailRefused(Optional<Instant> since) {
        return new Account(
                id,
                email,
                emailVerified,
                since,
                fullName,
                roles,
                defaultWorkspace,
                annotations,
                revision,
                createdAt,
                updatedAt);
    }

    public Account proven() {
        return changed(email, true, fullName, roles);
    }

    public Account at(EmailAddress address) {
        return changed(address.text(), false, fullName, roles);
    }

    public boolean maySignIn() {
        return roles.contains(PlatformRole.USER);
    }

    /** Whether they administer the platform, which takes signing in. */
    public boolean administers() {
        return roles.contains(PlatformRole.ADMIN) && maySignIn();
    }

    public UserProfile profile() {
        return new UserProfile(id, email, emailVerified, fullName);
    }

    /** As administrators see it. */
    public JsonObject toJson() {
        return identity()
                .put("mailRefusedAt", mailRefusedAt.map(Instant::toString).orElse(null))
                .mergeIn(annotations.toJson())
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
    }

    /** As the user themselves sees it. */
    public JsonObject toOwnJson() {
        return identity()
                .put(
                        "defaultWorkspaceId",
                        defaultWorkspace.map(WorkspaceId::toString).orElse(null));
    }

    private JsonObject identity() {
        return new JsonObject()
                .put("id", id.toString())
                .put("email", email)
                .put("emailVerified", emailVerified)
                .put("fullName", fullName)
                .put("roles", names(roles));
    }

    public static JsonArray names(Set<PlatformRole> roles) {
        var names = new JsonArray();
        roles.stream().sorted().map(PlatformRole::name).forEach(names::add);
        return names;
    }
}
