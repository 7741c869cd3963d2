package dev.guildhall.core.http;

import dev.guildhall.core.security.Permission;
import io.vertx.core.json.JsonObject;

/**
 * Who may call an operation, as its contract declares it.
 *
 * @param permission the permission of {@code x-permission}, for operations in a workspace
 * @param selfParameter the path parameter that may name the caller themselves, who then needs no permission
 *     ({@code x-self}), or null
 */
record Requirement(Kind kind, Permission permission, String selfParameter) {

    enum Kind {
        PUBLIC,
        AUTHENTICATED,
        PLATFORM_ADMIN,
        WORKSPACE
    }

    /** Fails for an operation that declares nothing, so that none is served by oversight. */
    static Requirement parse(JsonObject operation) {
        var declared = operation.getString("x-permission", "");
        return switch (declared) {
            case "" ->
                throw new IllegalStateException(
                        "Operation " + operation.getString("operationId") + " declares no x-permission");
            case "public" -> new Requirement(Kind.PUBLIC, null, null);
            case "authenticated" -> new Requirement(Kind.AUTHENTICATED, null, null);
            case "platform-admin" -> new Requirement(Kind.PLATFORM_ADMIN, null, null);
            default -> workspace(operation, declared);
        };
    }

    private static Requirement workspace(JsonObject operation, String permission) {
        if (!operation.getString("path").contains("{" + SecurityGate.WORKSPACE_PARAMETER + "}")) {
            throw new IllegalStateException("Operation " + operation.getString("operationId") + " needs " + permission
                    + " but its path names no workspace");
        }
        return new Requirement(Kind.WORKSPACE, new Permission(permission), operation.getString("x-self"));
    }
}
