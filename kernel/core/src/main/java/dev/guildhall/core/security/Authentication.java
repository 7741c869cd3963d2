package dev.guildhall.core.security;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who is making a request and what their credential allows at most. It says nothing about a workspace: that is for
 * {@link Authorizer} to decide.
 *
 * @param user the signed-in user account
 * @param email the account's address, for display and audit
 * @param roles the platform roles the account holds now
 * @param credential what the caller presented
 * @param origin where this request of theirs comes from
 */
public record Authentication(UserId user, String email, Set<PlatformRole> roles, Credential credential, Origin origin) {

    /** Somebody of whom it is not said where they are. */
    public Authentication(UserId user, String email, Set<PlatformRole> roles, Credential credential) {
        this(user, email, roles, credential, Origin.UNKNOWN);
    }

    /** The same actor, making a request from there. */
    public Authentication at(Origin place) {
        return new Authentication(user, email, roles, credential, place);
    }

    public boolean isPlatformAdmin() {
        return roles.contains(PlatformRole.ADMIN) && credential.scopes().isEmpty();
    }

    /**
     * What the caller presented to prove who they are.
     *
     * @param id the session or token the credential belongs to; recorded in the audit log, revocable
     * @param scopes the permissions the credential is limited to; empty when it carries all of its owner's
     * @param workspace the only workspace the credential works in; empty when it is not bound to one
     * @param expiresAt when it stops working by itself; open streams end then
     */
    public record Credential(
            Kind kind, UUID id, Optional<Set<Permission>> scopes, Optional<WorkspaceId> workspace, Instant expiresAt) {

        public enum Kind {
            /** A short-lived access token (JWT) as a bearer. */
            ACCESS_TOKEN,
            /** The browser's session cookie; guarded against cross-site writes. */
            SESSION_COOKIE,
            /** A personal access token as a bearer. */
            PERSONAL_ACCESS_TOKEN
        }
    }
}
