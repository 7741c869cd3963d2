package dev.guildhall.membership;

import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Whom a request makes something in a workspace.
 *
 * @param role null where the request has none
 */
public record MemberInput(UserId user, String role) {

    /** Reads {@code {userId, role?}}. */
    public static MemberInput of(JsonObject body) {
        return of(body, "userId");
    }

    /** @param called what the client calls the user's id */
    public static MemberInput of(JsonObject body, String called) {
        var user = Optional.ofNullable(body.getString(called)).map(id -> UserId.parse(called, id));
        return new MemberInput(user.orElse(null), body.getString("role"));
    }
}
