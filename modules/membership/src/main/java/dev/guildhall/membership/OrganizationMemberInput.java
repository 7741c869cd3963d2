package dev.guildhall.membership;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;

/** Whom a request makes something in an organization. */
public record OrganizationMemberInput(UserId user, OrganizationRole role) {

    /** Reads {@code {userId, role}} from a body the contract has let through; names every field that is wrong. */
    public static OrganizationMemberInput of(JsonObject body) {
        return of(body, "userId");
    }

    /** @param called what the client calls the user's id */
    public static OrganizationMemberInput of(JsonObject body, String called) {
        var faults = new Faults();
        var user = faults.read(() -> UserId.parse(called, body.getString(called)));
        var role = faults.read(() -> roleOf(body));
        faults.refuse();
        return new OrganizationMemberInput(user.orElseThrow(), role.orElseThrow());
    }

    /** Reads {@code {role}}. */
    public static OrganizationRole roleOf(JsonObject body) {
        var name = body.getString("role");
        return OrganizationRole.named(name)
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "role", "role must be OWNER, ADMIN, MEMBER or BILLING; " + name + " is none"));
    }
}
