package dev.guildhall.identity;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.DeclaredScopes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request of an app for a token of one of its users, checked.
 *
 * @param organization which of the app's; needed only for a user of several
 * @param scopes what it is limited to; empty for all that is the user's
 * @param life how long an access token works
 */
public record UserTokenInput(Optional<OrganizationId> organization, Optional<TokenScopes> scopes, Duration life) {

    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Reads {@code {scopes?, expires_in?, org_id?}} from a body the contract has let through; an hour when not said. */
    public static Future<UserTokenInput> read(JsonObject body, List<DeclaredScopes> declared) {
        var faults = new Faults();
        var scopes = Optional.ofNullable(body.getJsonArray("scopes"))
                .flatMap(names -> faults.read(() -> TokenScopes.of(names)));
        var organization = Optional.ofNullable(body.getString("org_id"))
                .flatMap(id -> faults.read(() -> OrganizationId.parse("org_id", id)));
        var life = Optional.ofNullable(body.getLong("expires_in")).map(Duration::ofSeconds);
        faults.require(
                life.map(given -> given.compareTo(SHORTEST) >= 0 && given.compareTo(LONGEST) <= 0)
                        .orElse(true),
                "expires_in",
                "expires_in must be from " + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + " seconds");
        var known =
                scopes.map(some -> faults.await(some.requireDeclared(declared))).orElseGet(Future::succeededFuture);
        return known.map(done -> {
            faults.refuse();
            return new UserTokenInput(organization, scopes, life.orElse(USUAL));
        });
    }
}
