package dev.guildhall.archive;

import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Ids;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom or what to erase.
 *
 * @param reason why, which stays in the receipt
 */
public record ErasureRequest(Kind kind, UUID subject, Optional<String> reason) {

    /** Reads {@code {workspaceId | userId, reason?}}. */
    public static ErasureRequest of(JsonObject body) {
        var workspace = body.getString("workspaceId");
        var user = body.getString("userId");
        var faults = new Faults();
        faults.require(
                (workspace == null) != (user == null), "userId", "userId or workspaceId must be given, and not both");
        faults.refuse();
        return new ErasureRequest(
                user == null ? Kind.WORKSPACE : Kind.USER,
                user == null ? Ids.parse("workspaceId", workspace) : Ids.parse("userId", user),
                Optional.ofNullable(body.getString("reason")));
    }
}
