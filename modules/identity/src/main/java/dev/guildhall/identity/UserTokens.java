package dev.guildhall.identity;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.identity.internal.MintedTokenTable;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The tokens that apps have made for users of their organizations: access tokens that carry the organization, and where
 * they live shorter than a sign-in does, refresh tokens. They end with the user and with their place in the organization.
 */
public interface UserTokens {

    ListFields<UserToken> LIST = MintedTokenTable.LIST;

    /**
     * A token that an app has had made, and all that follow by its refreshing.
     *
     * @param scopes permissions and families of them; empty for all that is the user's
     * @param expiresAt when the last that follows by refreshing expires
     * @param lastUse empty for one that was never used
     */
    record UserToken(
            UUID id,
            AppId app,
            UserId user,
            OrganizationId organization,
            Optional<List<String>> scopes,
            Instant createdAt,
            Instant expiresAt,
            Optional<LastUse> lastUse) {}

    /**
     * What the app gets, once.
     *
     * @param refreshToken empty where none is needed, for the access token works longer than a sign-in
     */
    record Minted(
            UUID id,
            UserId user,
            OrganizationId organization,
            String accessToken,
            Optional<String> refreshToken,
            long expiresInSeconds) {}

    /** What a body asks for; fails with {@code REQUEST.INVALID} naming every field that is wrong. */
    Future<UserTokenInput> read(JsonObject body);

    /** Fails with {@code USER.NOT_FOUND} for who is in no organization of the app. */
    Future<Minted> mint(AppId app, UserId user, UserTokenInput wanted, ApiRequest request);

    /** The tokens of one user that still work. */
    Future<Page<UserToken>> list(AppId app, UserId user, PageRequest<UserToken> page);

    /** Ends a token and all that followed from it, at once. Fails with {@code TOKEN.NOT_FOUND}. */
    Future<Void> revoke(AppId app, UserId user, UUID token, Authentication by);

    /**
     * Exchanges a refresh token, which works once. Fails with {@code AUTH.TOKEN_INVALID}, for one of another app as well.
     *
     * @param app empty for an administrator of the platform, who may refresh those of all
     */
    Future<Minted> refresh(Optional<AppId> app, String refreshToken, ApiRequest request);
}
