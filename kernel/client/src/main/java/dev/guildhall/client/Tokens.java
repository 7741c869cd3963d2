package dev.guildhall.client;

import java.util.Map;

/** The tokens that an app makes for the users of its organizations, which carry the organization. */
public final class Tokens {

    private final Exchange exchange;

    Tokens(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Makes a token that may do all that its user may, for an hour. */
    public NewUserToken mint(String appId, String userId) {
        return mint(appId, userId, new TokenFields());
    }

    /** Makes a token, which is shown once. */
    public NewUserToken mint(String appId, String userId, TokenFields fields) {
        return exchange.post(path(appId, userId), fields.values(), NewUserToken.class);
    }

    /**
     * Exchanges a refresh token, which works once, for another access token and another refresh token. Fails with {@link
     * GuildhallException.Denied} when it does not work any more.
     */
    public NewUserToken refresh(String refreshToken) {
        return exchange.post(
                Path.of("users", "tokens", "refresh"), Map.of("refresh_token", refreshToken), NewUserToken.class);
    }

    /** The tokens of a user that work, without their secrets. */
    public Listing<UserToken> list(String appId, String userId) {
        return list(appId, userId, ListQuery.ALL);
    }

    public Listing<UserToken> list(String appId, String userId, ListQuery query) {
        return exchange.list(path(appId, userId), query, UserToken.class);
    }

    /** Ends a token at once, with all that followed from it by refreshing. */
    public void revoke(String appId, String userId, String tokenId) {
        exchange.delete(Path.of("users", "tokens", "revoke", appId, userId, tokenId));
    }

    private static String path(String appId, String userId) {
        return Path.of("users", "tokens", appId, userId);
    }
}
