package dev.guildhall.membership;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whom a request makes something in a workspace.
 *
 * @param user null where the request has none
 * @param role null where the request has none
 * @param annotations changes what applications note of them
 */
public record MemberInput(UserId user, String role, UnaryOperator<Annotations> annotations) {

    /** Reads {@code {userId?, role?, externalId?, metadata?}}; names every field that is wrong. */
    public static MemberInput of(JsonObject body) {
        return of(body, "userId");
    }

    /** @param called what the client calls the user's id */
    public static MemberInput of(JsonObject body, String called) {
        var faults = new Faults();
        var user =
                Optional.ofNullable(body.getString(called)).flatMap(id -> faults.read(() -> UserId.parse(called, id)));
        var annotations = Annotations.change(body, faults);
        faults.refuse();
        return new MemberInput(user.orElse(null), body.getString("role"), annotations);
    }
}
