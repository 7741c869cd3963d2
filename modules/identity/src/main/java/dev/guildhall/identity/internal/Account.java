package dev.guildhall.identity.internal;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.UserProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A user account, without anything that proves who somebody is. */
record Account(
        UserId id,
        String email,
        String fullName,
        Set<PlatformRole> roles,
        Optional<WorkspaceId> defaultWorkspace,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    boolean isAdmin() {
        return roles.contains(PlatformRole.ADMIN);
    }

    UserProfile profile() {
        return new UserProfile(id, email, fullName);
    }

    /** As administrators see it. */
    JsonObject toJson() {
        return identity().put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }

    /** As the user themselves sees it. */
    JsonObject toOwnJson() {
        return identity()
                .put(
                        "defaultWorkspaceId",
                        defaultWorkspace.map(WorkspaceId::toString).orElse(null));
    }

    private JsonObject identity() {
        return new JsonObject()
                .put("id", id.toString())
                .put("email", email)
                .put("fullName", fullName)
                .put("roles", names(roles));
    }

    static JsonArray names(Set<PlatformRole> roles) {
        var names = new JsonArray();
        roles.stream().sorted().map(PlatformRole::name).forEach(names::add);
        return names;
    }
}
