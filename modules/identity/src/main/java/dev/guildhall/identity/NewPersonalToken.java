package dev.guildhall.identity;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.text.PlainName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request for a token, checked.
 *
 * @param tenant what alone it is to open, if that was said
 * @param life how long it works; empty for one that does not expire
 */
public record NewPersonalToken(
        String name, Optional<TokenScopes> scopes, Optional<Tenant> tenant, Optional<Duration> life) {

    private static final int LONGEST_NAME = 200;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** Reads {@code {name, scopes?, organizationId?, workspaceId?, expiresIn?}}, naming every field that is wrong. */
    public static Future<NewPersonalToken> read(JsonObject body, List<DeclaredScopes> declared) {
        var faults = new Faults();
        var name = faults.read(() -> name(body.getString("name", "")));
        var scopes = Optional.ofNullable(body.getJsonArray("scopes"))
                .flatMap(some -> faults.read(() -> TokenScopes.of(some)));
        var organization = Optional.ofNullable(body.getString("organizationId"))
                .flatMap(id -> faults.<Tenant>read(() -> OrganizationId.parse("organizationId", id)));
        var workspace = Optional.ofNullable(body.getString("workspaceId"))
                .flatMap(id -> faults.<Tenant>read(() -> WorkspaceId.parse("workspaceId", id)));
        faults.require(
                organization.isEmpty() || workspace.isEmpty(),
                "workspaceId",
                "A token is bound to a workspace or to an organization; leave one of workspaceId and organizationId out.");
        var life = Optional.ofNullable(body.getLong("expiresIn")).map(Duration::ofSeconds);
        faults.require(
                life.map(given -> given.compareTo(SHORTEST) >= 0 && given.compareTo(LONGEST) <= 0)
                        .orElse(true),
                "expiresIn",
                "expiresIn must be from " + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + " seconds");
        var known =
                scopes.map(some -> faults.await(some.requireDeclared(declared))).orElseGet(Future::succeededFuture);
        return known.map(done -> {
            faults.refuse();
            return new NewPersonalToken(name.orElseThrow(), scopes, organization.or(() -> workspace), life);
        });
    }

    private static String name(String text) {
        var name = AccountFields.normalized(text);
        if (name.isEmpty() || name.length() > LONGEST_NAME || !PlainName.isPlain(name)) {
            throw CommonError.REQUEST_INVALID.onField(
                    "name", "name must have 1 to " + LONGEST_NAME + " characters, and " + PlainName.RULE);
        }
        return name;
    }
}
