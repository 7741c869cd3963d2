package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;

/**
 * How large the body of an operation may be. It is small where anybody may send one, moderate where fields are filled
 * in, and what the operator allows, or somewhat less from anybody, where {@code x-large-body} says that it holds the client's own data.
 */
final class BodyLimit {

    private static final long PUBLIC = 8 * 1024;
    private static final long FIELDS = 64 * 1024;
    private static final long PUBLIC_DATA = 1024 * 1024;

    private BodyLimit() {}

    static long of(JsonObject operation, AccessRequirement requirement, HttpLimits limits) {
        var isPublic = requirement.kind() == AccessRequirement.Kind.PUBLIC;
        if (operation.getBoolean("x-large-body", false) || Contract.isWildcard(operation)) {
            return isPublic ? Math.min(PUBLIC_DATA, limits.maxBodyBytes()) : limits.maxBodyBytes();
        }
        var own = isPublic ? PUBLIC : FIELDS;
        return Math.min(own, limits.maxBodyBytes());
    }
}
