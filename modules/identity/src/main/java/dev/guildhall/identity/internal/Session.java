package dev.guildhall.identity.internal;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.identity.internal.factor.SessionProof;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One sign-in of a user, or what stands for it when an app has a token made for its user, or a user lets an application in.
 *
 * @param organization what it is scoped to; empty when it reaches all that is the user's
 * @param minted what a program has of it; empty when the user signed in
 * @param proof how the user proved who they are; empty when it is a program's
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

    /** Whose the tokens of a session are that is no sign-in. */
    record Holder(Kind kind, UUID id) {

        enum Kind {
            /** An app, which had them made for one of its users. */
            APP,
            /** An application, which a user lets act for them by OAuth. */
            APPLICATION
        }

        static Holder of(AppId app) {
            return new Holder(Kind.APP, app.value());
        }

        static Holder ofApplication(UUID client) {
            return new Holder(Kind.APPLICATION, client);
        }

        /** Its id, if it is of this kind. */
        Optional<UUID> as(Kind wanted) {
            return kind == wanted ? Optional.of(id) : Optional.empty();
        }
    }

    /**
     * The tokens of a program that acts for the user.
     *
     * @param scopes empty for those that carry all that is the user's
     * @param limit what the scopes mean
     * @param tokenLife how long each access token of the session works
     */
    record Minted(Holder holder, Optional<TokenScopes> scopes, Optional<Scopes> limit, Duration tokenLife) {

        Minted(Holder holder, Optional<TokenScopes> scopes, Duration tokenLife) {
            this(holder, scopes, scopes.map(TokenScopes::limit), tokenLife);
        }
    }

    boolean isLive(Instant now) {
        return !ended && now.isBefore(expiresAt);
    }

    /**
     * The only place where it works: its organization, or for an application the platform, which stands for the workspaces
     * that belong to no organization. Empty when it reaches all that is the user's.
     */
    Optional<Tenant> place() {
        return organization
                .map(Tenant.class::cast)
                .or(() -> heldBy(Holder.Kind.APPLICATION).map(client -> Tenant.PLATFORM));
    }

    Session scopedTo(Optional<OrganizationId> other) {
        return new Session(id, user, other, minted, proof, expiresAt, ended);
    }

    Session provenBy(SessionProof other) {
        return new Session(id, user, organization, minted, Optional.of(other), expiresAt, ended);
    }

    /** The one that holds it, if it is of this kind. */
    Optional<UUID> heldBy(Holder.Kind kind) {
        return minted.flatMap(tokens -> tokens.holder().as(kind));
    }

    boolean isOf(Holder holder) {
        return minted.filter(tokens -> tokens.holder().equals(holder)).isPresent();
    }
}
