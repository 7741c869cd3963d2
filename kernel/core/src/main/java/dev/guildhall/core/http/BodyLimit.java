package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;

/**
 * How large the body of an operation may be. It is small where anybody may send one, moderate where fields are filled
 * in, and what the operator allows where {@code x-large-body} says that it holds the client's own data.
 */
final class BodyLimit {

    private static final long PUBLIC = 8 * 1024;
    private static final long FIELDS = 64 * 1024;

    private BodyLimit() {}

    static long of(JsonObject operation, AccessRequirement requirement, HttpLimits limits) {
        if (operation.getBoolean("x-large-body", false) || Contract.isWildcard(operation)) {
            return limits.maxBodyBytes();
        }
        var own = requirement.kind() == AccessRequirement.Kind.PUBLIC ? PUBLIC : FIELDS;
        return Math.min(own, limits.maxBodyBytes());
    }
}
