package dev.guildhall.core.security;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who acts, how they proved it and from where. It says nothing about a tenant: what they may do in one is for
 * {@link Authorizer} to decide. Without a credential it permits nothing and tells events and the audit log who it was.
 *
 * @param email the account's address at this time, for display and audit; null for who has none
 * @param roles the platform roles the account holds now
 * @param credential what was presented
 * @param origin where the request comes from
 */
public record Authentication(
        Principal principal, String email, Set<PlatformRole> roles, Credential credential, Origin origin) {

    /** The platform itself. */
    public static final Authentication SYSTEM = without(Principal.SYSTEM, null, Origin.UNKNOWN);

    /** A user of whom it is not said where they are. */
    public Authentication(UserId user, String email, Set<PlatformRole> roles, Credential credential) {
        this(new Principal.User(user), email, roles, credential, Origin.UNKNOWN);
    }

    /** A user who is known, but not by a credential: who signs in or signs up by this very request. */
    public static Authentication user(UserId user, String email, Origin origin) {
        return without(new Principal.User(user), email, origin);
    }

    public static Authentication extension(String key) {
        return without(new Principal.Extension(key), null, Origin.UNKNOWN);
    }

    /** Somebody who began what is now done, and is not there any more. */
    public static Authentication of(Principal principal) {
        return without(principal, null, Origin.UNKNOWN);
    }

    /** Somebody who did not say who they are, or could not prove it. */
    public static Authentication anonymous(Origin origin) {
        return without(Principal.ANONYMOUS, null, origin);
    }

    private static Authentication without(Principal principal, String email, Origin origin) {
        return new Authentication(principal, email, Set.of(), Credential.NONE, origin);
    }

    /** The same, of a request from there. */
    public Authentication at(Origin place) {
        return new Authentication(principal, email, roles, credential, place);
    }

    /** The user who acts, where nobody but a user can; fails with {@code ACCESS.DENIED} for all others. */
    public UserId user() {
        if (principal instanceof Principal.User user) {
            return user.id();
        }
        throw CommonError.ACCESS_DENIED.because("Only a user can do this.");
    }

    /** The user who acts, if it is one. */
    public Optional<UserId> asUser() {
        return principal instanceof Principal.User user ? Optional.of(user.id()) : Optional.empty();
    }

    /** Whether it is the app of this id, which acts by its key. */
    public boolean isApp(AppId id) {
        return principal instanceof Principal.App app && app.id().equals(id);
    }

    /** Whether it is a platform administrator, with a credential that carries all that is theirs. */
    public boolean isPlatformAdmin() {
        return roles.contains(PlatformRole.ADMIN)
                && credential.scopes().isEmpty()
                && credential.tenant().isEmpty();
    }

    /**
     * What was presented to prove who acts.
     *
     * @param id the session or token the credential belongs to; recorded in the audit log, revocable
     * @param scopes what the credential is limited to; empty when it carries all of its owner's
     * @param tenant the only workspace, or the organization whose workspaces, the credential works in, or the platform for
     *     the workspaces that belong to no organization; empty when it is not bound
     * @param expiresAt when it stops working by itself; open streams end then
     * @param assurance of a session, how sure it is that its user is there
     */
    public record Credential(
            Kind kind,
            UUID id,
            Optional<Scopes> scopes,
            Optional<Tenant> tenant,
            Instant expiresAt,
            Assurance assurance) {

        /** One of a program, or of a session of which nothing more is asked. */
        public Credential(Kind kind, UUID id, Optional<Scopes> scopes, Optional<Tenant> tenant, Instant expiresAt) {
            this(kind, id, scopes, tenant, expiresAt, Assurance.OF_PROGRAMS);
        }

        /** Of whoever presented nothing; it carries no permission. */
        public static final Credential NONE =
                new Credential(Kind.NONE, null, Optional.of(Scopes.of(Set.of())), Optional.empty(), Instant.MIN);

        /** Whether it is a token by which a program acts, for a user who need not be there or as an application. */
        public boolean isToken() {
            return kind == Kind.PERSONAL_ACCESS_TOKEN || kind == Kind.MINTED_TOKEN || kind == Kind.APPLICATION_TOKEN;
        }

        /** Whether it carries the permission, if its owner has it. */
        public boolean carries(Permission permission) {
            return scopes.isEmpty() || scopes.get().include(permission);
        }

        public enum Kind {
            NONE,
            /** A short-lived access token (JWT) as a bearer. */
            ACCESS_TOKEN,
            /** The browser's session cookie; guarded against cross-site writes. */
            SESSION_COOKIE,
            /** A personal access token as a bearer. */
            PERSONAL_ACCESS_TOKEN,
            /** An access token (JWT) that an app had made for one of its users. */
            MINTED_TOKEN,
            /** An access token that an application got by OAuth, to act for a user or for itself. */
            APPLICATION_TOKEN,
            /** The secret key of an app as a bearer. */
            APP_KEY,
            /** The token of an extension that runs elsewhere, for the workspace of one installation. */
            INSTALLATION_TOKEN,
            /** The token by which the directory of an organization provisions its users, and does nothing else. */
            PROVISIONING_TOKEN;

            /** Whether its user signed in for it, and answers for themselves by it. */
            public boolean isSession() {
                return this == ACCESS_TOKEN || this == SESSION_COOKIE;
            }
        }
    }
}
