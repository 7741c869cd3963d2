package dev.guildhall.identity.internal;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.identity.internal.factor.SessionProof;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One sign-in of a user, or what stands for it when an app has a token made for its user.
 *
 * @param organization what it is scoped to; empty when it reaches all that is the user's
 * @param minted what an app asked for; empty when the user signed in
 * @param proof how the user proved who they are; empty when an app asked
 * @param ended whether it was ended before it expired
 */
record Session(
        UUID id,
        UserId user,
        Optional<OrganizationId> organization,
        Optional<Minted> minted,
        Optional<SessionProof> proof,
        Instant expiresAt,
        boolean ended) {

    /**
     * The token that an app had made for one of its users.
     *
     * @param scopes empty for one that carries all that is the user's
     * @param limit what the scopes mean
     * @param tokenLife how long each access token of the session works
     */
    record Minted(AppId app, Optional<TokenScopes> scopes, Optional<Scopes> limit, Duration tokenLife) {

        Minted(AppId app, Optional<TokenScopes> scopes, Duration tokenLife) {
            this(app, scopes, scopes.map(TokenScopes::limit), tokenLife);
        }
    }

    boolean isLive(Instant now) {
        return !ended && now.isBefore(expiresAt);
    }

    Session scopedTo(Optional<OrganizationId> other) {
        return new Session(id, user, other, minted, proof, expiresAt, ended);
    }

    Session provenBy(SessionProof other) {
        return new Session(id, user, organization, minted, Optional.of(other), expiresAt, ended);
    }

    boolean isOf(AppId app) {
        return minted.filter(by -> by.app().equals(app)).isPresent();
    }
}
