package dev.guildhall.core.http;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Who may call an operation, as its contract declares it.
 *
 * @param permission the permission of {@code x-permission}, for operations in a workspace or an organization
 * @param tenantParameter the path parameter that names the workspace or the organization, or null
 * @param selfParameter the path parameter that may name the caller themselves, a user or an extension, who then needs no
 *     permission ({@code x-self}), or null
 * @param selfOutside whether they may be an outsider of the tenant even ({@code x-self-outside}), of whom the operation
 *     decides itself
 * @param reading when it changes nothing whatever its method ({@code x-reads}), so that it works where nothing may be
 *     changed
 * @param ofTokens which tokens, by which programs act for users, may call it ({@code x-token-scope})
 * @param bearerOnly whether the session cookie does not count, for {@code security} names other schemes only
 * @param signIn how sure it must be that the user of a session is there
 */
record AccessRequirement(
        Kind kind,
        Permission permission,
        String tenantParameter,
        String selfParameter,
        boolean selfOutside,
        Reading reading,
        TokenScope ofTokens,
        boolean bearerOnly,
        SignInDemand signIn) {

    private static final String COOKIE_SCHEME = "cookie";

    enum Kind {
        PUBLIC,
        AUTHENTICATED,
        PLATFORM_ADMIN,
        /** The key of an app, or a platform administrator. */
        DEVELOPER,
        /** The token by which a directory provisions the users of its organization, which is good for nothing else. */
        PROVISIONING,
        WORKSPACE,
        ORGANIZATION;

        /** What the path parameter is called that names the tenant, in whichever manner a surface spells names. */
        List<String> parameters() {
            return this == ORGANIZATION ? SecurityGate.ORGANIZATION_PARAMETERS : SecurityGate.WORKSPACE_PARAMETERS;
        }
    }

    /**
     * When an operation only reads.
     *
     * @param parameter the query parameter that says so by being {@code true}; null where nothing needs to be said
     */
    record Reading(boolean possible, String parameter) {

        private static final Reading NEVER = new Reading(false, null);
        private static final Reading ALWAYS = new Reading(true, null);

        private static Reading parse(Object declared) {
            if (declared instanceof String parameter) {
                return new Reading(true, parameter);
            }
            return Boolean.TRUE.equals(declared) ? ALWAYS : NEVER;
        }

        /** Given twice, it must say so twice, whichever of the two is heard. */
        boolean by(MultiMap query) {
            if (parameter == null) {
                return possible;
            }
            var said = query.getAll(parameter);
            return !said.isEmpty() && said.stream().allMatch("true"::equals);
        }
    }

    /**
     * What an operation asks of a token beside what it asks of everybody.
     *
     * @param permission what the token must carry, where that is not decided in a tenant
     */
    record TokenScope(boolean admitsAny, Optional<Permission> permission) {

        private static final TokenScope NONE = new TokenScope(false, Optional.empty());
        private static final TokenScope ANY = new TokenScope(true, Optional.empty());

        /** What is decided in a tenant, any token may ask for; anything else is for those who are signed in alone. */
        private static TokenScope parse(JsonObject operation, Kind kind, PermissionRegistry permissions) {
            var byDefault = kind == Kind.AUTHENTICATED || kind == Kind.PUBLIC ? "none" : "any";
            var declared = operation.getString("x-token-scope", byDefault);
            return switch (declared) {
                case "none" -> NONE;
                case "any" -> ANY;
                default ->
                    new TokenScope(
                            true,
                            Optional.of(
                                    permissions.named(declared).orElseThrow(() -> undeclared(operation, declared))));
            };
        }

        boolean admits(Credential credential) {
            return !credential.isToken()
                    || admitsAny && permission.map(credential::carries).orElse(true);
        }
    }

    /** Fails for an operation that declares nothing or what is no permission, so that none is served by oversight. */
    static AccessRequirement parse(JsonObject operation, PermissionRegistry permissions) {
        var declared = operation.getString("x-permission", "");
        return switch (declared) {
            case "" ->
                throw new IllegalStateException(
                        "Operation " + operation.getString("operationId") + " declares no x-permission");
            case "public" -> of(Kind.PUBLIC, operation, permissions);
            case "authenticated" -> of(Kind.AUTHENTICATED, operation, permissions);
            case "platform-admin" -> of(Kind.PLATFORM_ADMIN, operation, permissions);
            case "developer" -> of(Kind.DEVELOPER, operation, permissions);
            case "provisioning" -> of(Kind.PROVISIONING, operation, permissions);
            default -> inTenant(operation, declared, permissions);
        };
    }

    private static AccessRequirement of(Kind kind, JsonObject operation, PermissionRegistry permissions) {
        var ofTokens = TokenScope.parse(operation, kind, permissions);
        return new AccessRequirement(
                kind,
                null,
                null,
                null,
                false,
                Reading.NEVER,
                ofTokens,
                isBearerOnly(operation),
                SignInDemand.parse(operation, kind));
    }

    /** Whether a credential of this kind is one for such operations. */
    boolean takes(Credential.Kind credential) {
        return (kind == Kind.PROVISIONING) == (credential == Credential.Kind.PROVISIONING_TOKEN);
    }

    private static boolean isBearerOnly(JsonObject operation) {
        var schemes = operation.getJsonArray("security", new JsonArray());
        return !schemes.isEmpty()
                && schemes.stream().map(JsonObject.class::cast).noneMatch(scheme -> scheme.containsKey(COOKIE_SCHEME));
    }

    private static AccessRequirement inTenant(JsonObject operation, String name, PermissionRegistry permissions) {
        var id = operation.getString("operationId");
        var permission = permissions.named(name).orElseThrow(() -> undeclared(operation, name));
        var kind = permission.tenant() == Tenant.Kind.ORGANIZATION ? Kind.ORGANIZATION : Kind.WORKSPACE;
        var path = operation.getString("path");
        var parameter = kind.parameters().stream()
                .filter(named -> path.contains("{" + named + "}"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Operation " + id + " needs " + name
                        + " but its path does not say in which " + permission.tenant()));
        var ofTokens = TokenScope.parse(operation, kind, permissions);
        return new AccessRequirement(
                kind,
                permission,
                parameter,
                operation.getString("x-self"),
                operation.getBoolean("x-self-outside", false),
                Reading.parse(operation.getValue("x-reads")),
                ofTokens,
                isBearerOnly(operation),
                SignInDemand.parse(operation, kind));
    }

    private static IllegalStateException undeclared(JsonObject operation, String permission) {
        return new IllegalStateException("Operation " + operation.getString("operationId") + " needs " + permission
                + ", a permission that no module declares");
    }
}
