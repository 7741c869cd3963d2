package dev.guildhall.core.http;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Who may call an operation, as its contract declares it.
 *
 * @param permission the permission of {@code x-permission}, for operations in a workspace or an organization
 * @param tenantParameter the path parameter that names the workspace or the organization, or null
 * @param selfParameter the path parameter that may name the caller themselves, who then needs no permission
 *     ({@code x-self}), or null
 * @param bearerOnly whether the session cookie does not count, for {@code security} names other schemes only
 */
record AccessRequirement(
        Kind kind, Permission permission, String tenantParameter, String selfParameter, boolean bearerOnly) {

    private static final String COOKIE_SCHEME = "cookie";

    enum Kind {
        PUBLIC,
        AUTHENTICATED,
        PLATFORM_ADMIN,
        /** The key of an app, or a platform administrator. */
        DEVELOPER,
        WORKSPACE,
        ORGANIZATION;

        /** What the path parameter is called that names the tenant, in whichever manner a surface spells names. */
        List<String> parameters() {
            return this == ORGANIZATION ? SecurityGate.ORGANIZATION_PARAMETERS : SecurityGate.WORKSPACE_PARAMETERS;
        }
    }

    /** Fails for an operation that declares nothing or what is no permission, so that none is served by oversight. */
    static AccessRequirement parse(JsonObject operation, PermissionRegistry permissions) {
        var declared = operation.getString("x-permission", "");
        return switch (declared) {
            case "" ->
                throw new IllegalStateException(
                        "Operation " + operation.getString("operationId") + " declares no x-permission");
            case "public" -> of(Kind.PUBLIC, operation);
            case "authenticated" -> of(Kind.AUTHENTICATED, operation);
            case "platform-admin" -> of(Kind.PLATFORM_ADMIN, operation);
            case "developer" -> of(Kind.DEVELOPER, operation);
            default -> inTenant(operation, declared, permissions);
        };
    }

    private static AccessRequirement of(Kind kind, JsonObject operation) {
        return new AccessRequirement(kind, null, null, null, isBearerOnly(operation));
    }

    private static boolean isBearerOnly(JsonObject operation) {
        var schemes = operation.getJsonArray("security", new JsonArray());
        return !schemes.isEmpty()
                && schemes.stream().map(JsonObject.class::cast).noneMatch(scheme -> scheme.containsKey(COOKIE_SCHEME));
    }

    private static AccessRequirement inTenant(JsonObject operation, String name, PermissionRegistry permissions) {
        var id = operation.getString("operationId");
        var permission = permissions
                .named(name)
                .orElseThrow(() -> new IllegalStateException(
                        "Operation " + id + " needs " + name + ", a permission that no module declares"));
        var kind = permission.tenant() == Tenant.Kind.ORGANIZATION ? Kind.ORGANIZATION : Kind.WORKSPACE;
        var path = operation.getString("path");
        var parameter = kind.parameters().stream()
                .filter(named -> path.contains("{" + named + "}"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Operation " + id + " needs " + name
                        + " but its path does not say in which " + permission.tenant()));
        return new AccessRequirement(
                kind, permission, parameter, operation.getString("x-self"), isBearerOnly(operation));
    }
}
