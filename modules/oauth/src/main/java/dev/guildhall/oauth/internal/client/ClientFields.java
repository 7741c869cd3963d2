package dev.guildhall.oauth.internal.client;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.text.PlainName;
import dev.guildhall.identity.TokenScopes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What whoever registers an application says of it, checked. */
public record ClientFields(String name, List<String> redirectUris, List<GrantType> grantTypes, TokenScopes scopes) {

    static final int MOST_REDIRECT_URIS = 20;

    private static final int LONGEST_NAME = 200;

    /** A new application: what it is, and whether it can keep a secret. */
    public record Registration(ClientFields fields, boolean confidential) {}

    /** Some of the fields, each empty where it is to stay. */
    public record Change(
            Optional<String> name,
            Optional<List<String>> redirectUris,
            Optional<List<GrantType>> grantTypes,
            Optional<TokenScopes> scopes) {

        ClientFields on(ClientFields current) {
            return new ClientFields(
                    name.orElse(current.name),
                    redirectUris.orElse(current.redirectUris),
                    grantTypes.orElse(current.grantTypes),
                    scopes.orElse(current.scopes));
        }
    }

    /** Reads {@code {name, redirectUris?, grantTypes, scopes, confidential?}}, naming every field that is wrong. */
    public static Future<Registration> registration(JsonObject body, List<DeclaredScopes> declared) {
        return read(body, declared).map(change -> {
            var fields = new ClientFields(
                    change.name().orElse(""),
                    change.redirectUris().orElse(List.of()),
                    change.grantTypes().orElse(List.of()),
                    change.scopes().orElse(null));
            return new Registration(fields, body.getBoolean("confidential", false));
        });
    }

    static Future<Change> change(JsonObject body, List<DeclaredScopes> declared) {
        return read(body, declared);
    }

    private static Future<Change> read(JsonObject body, List<DeclaredScopes> declared) {
        var faults = new Faults();
        var name = Optional.ofNullable(body.getString("name")).map(String::strip);
        faults.require(
                name.map(given -> !given.isEmpty() && given.length() <= LONGEST_NAME && PlainName.isPlain(given))
                        .orElse(true),
                "name",
                "name must have 1 to " + LONGEST_NAME + " characters, and " + PlainName.RULE);
        var redirectUris = Optional.ofNullable(body.getJsonArray("redirectUris"))
                .map(uris -> uris.stream().map(String.class::cast).distinct().toList());
        faults.require(
                redirectUris
                        .map(uris -> uris.size() <= MOST_REDIRECT_URIS
                                && uris.stream().allMatch(RedirectUri::isSound))
                        .orElse(true),
                "redirectUris",
                "redirectUris has " + MOST_REDIRECT_URIS + " at most, and each " + RedirectUri.RULE);
        var grantTypes = Optional.ofNullable(body.getJsonArray("grantTypes")).map(names -> grantTypes(names, faults));
        var scopes = Optional.ofNullable(body.getJsonArray("scopes"))
                .flatMap(names -> faults.read(() -> TokenScopes.of(names)));
        return scopes.map(some -> faults.await(some.requireDeclared(declared)))
                .orElseGet(Future::succeededFuture)
                .map(known -> {
                    faults.refuse();
                    return new Change(name, redirectUris, grantTypes, scopes);
                });
    }

    private static List<GrantType> grantTypes(JsonArray names, Faults faults) {
        var types = names.stream()
                .map(name -> GrantType.named(name.toString()))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        faults.require(
                types.size() == names.size() && !types.isEmpty(),
                "grantTypes",
                "grantTypes has each of " + List.of(GrantType.values()) + " once at most, and one at least");
        return types;
    }

    /** Fails with {@code REQUEST.INVALID} for what does not go together, in an application that keeps a secret or not. */
    ClientFields consistent(Tenant tenant, boolean confidential) {
        var faults = new Faults();
        faults.require(
                grantTypes.contains(GrantType.AUTHORIZATION_CODE) != redirectUris.isEmpty(),
                "redirectUris",
                "redirectUris has one at least with the grant type AUTHORIZATION_CODE, and none without");
        faults.require(
                !grantTypes.contains(GrantType.CLIENT_CREDENTIALS)
                        || (confidential && tenant.kind() == Tenant.Kind.ORGANIZATION),
                "grantTypes",
                "grantTypes has CLIENT_CREDENTIALS for confidential applications of an organization only");
        faults.refuse();
        return this;
    }
}
