package dev.guildhall.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a token is to be. Immutable: each method gives another one.
 *
 * @param values by the names of the API
 */
public record TokenFields(Map<String, Object> values) {

    /** What may do all that its user may, for an hour. */
    public TokenFields() {
        this(Map.of());
    }

    /** @param scopes permissions such as {@code agents:read}, and families such as {@code agents:*} */
    public TokenFields scopes(String... scopes) {
        return with("scopes", List.of(scopes));
    }

    /** @param life how long each access token works, from a second to 365 days */
    public TokenFields expiresIn(Duration life) {
        return with("expires_in", life.toSeconds());
    }

    /** Says for which organization it is, which a user of several of the app's needs. */
    public TokenFields org(String orgId) {
        return with("org_id", orgId);
    }

    private TokenFields with(String name, Object value) {
        return new TokenFields(Fields.with(values, name, value));
    }
}
