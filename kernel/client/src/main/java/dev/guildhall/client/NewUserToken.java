package dev.guildhall.client;

/**
 * A token that was made just now, with what is shown of it once.
 *
 * @param id by which it is revoked, the same after refreshing
 * @param refreshToken null where the access token works longer than a sign-in does
 * @param expiresIn seconds that the access token works
 */
public record NewUserToken(
        String id, String accessToken, String refreshToken, String tokenType, long expiresIn, String orgId) {

    /** Without the secrets. */
    @Override
    public String toString() {
        return "NewUserToken[id=" + id + ", expiresIn=" + expiresIn + ", orgId=" + orgId + "]";
    }
}
