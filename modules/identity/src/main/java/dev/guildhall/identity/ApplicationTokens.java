package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The tokens by which applications act for users who let them, in one place and within some scopes: in an organization, or
 * in the user's workspaces that belong to none. A grant is a session: it ends with its user and their place in the
 * organization, and all tokens that came of it end at once.
 */
public interface ApplicationTokens {

    /**
     * What an application may do for a user.
     *
     * @param place an organization, or the platform for the workspaces that belong to none
     */
    record Wanted(UUID client, UserId user, Tenant place, TokenScopes scopes) {

        /** Empty for the workspaces that belong to none. */
        public Optional<OrganizationId> organization() {
            return ApplicationTokens.organization(place);
        }
    }

    /** A grant that stands, until then at most. */
    record Grant(UUID id, Wanted of, Instant expiresAt) {}

    /** A grant that a transaction makes, and the refresh token that is good once it has committed. */
    record Opened(Grant grant, ClientSecret refreshToken) {}

    /** What the application gets. */
    record Issued(Grant grant, String accessToken, String refreshToken, long expiresInSeconds) {}

    /**
     * What a token is.
     *
     * @param refreshes whether it is one that is exchanged for others
     * @param expiresAt when it stops working by itself
     */
    record Known(Grant grant, boolean refreshes, Instant expiresAt) {}

    /**
     * Which grants of an application are to end.
     *
     * @param user whose; empty for those of all
     * @param place where; empty for those in all places
     */
    record Ending(UUID client, Optional<UserId> user, Optional<Tenant> place) {

        /** Empty for those in all places, and in the workspaces that belong to none. */
        public Optional<OrganizationId> organization() {
            return place.flatMap(ApplicationTokens::organization);
        }
    }

    private static Optional<OrganizationId> organization(Tenant place) {
        return place instanceof OrganizationId organization ? Optional.of(organization) : Optional.empty();
    }

    /** Fails with the constraint {@code user_session_membership_fk} for who is not, or suspended, in the organization. */
    Future<Opened> open(Tx tx, Wanted wanted, ApiRequest request);

    /** The tokens of a grant whose transaction has committed. */
    Future<Issued> issue(Opened opened);

    /**
     * Exchanges a refresh token, which works once. Fails with {@code AUTH.TOKEN_INVALID}, for one of another application as
     * well, and with {@code AUTH.TOKEN_REUSED}, the grant having ended by that.
     */
    Future<Issued> refresh(UUID client, String refreshToken, ApiRequest request);

    /** What a token is, be it for access or a refresh token; empty for one of no application, or that is not good any more. */
    Future<Optional<Known>> inspect(String token);

    /** Ends one grant; nothing happens to one that is over. */
    Future<Void> end(Tx tx, UUID grant, Authentication by);

    Future<Void> end(Tx tx, Ending which, Authentication by);
}
