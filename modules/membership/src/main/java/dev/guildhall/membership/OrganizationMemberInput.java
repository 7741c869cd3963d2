package dev.guildhall.membership;

import dev.guildhall.core.annotation.Annotations;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whom a request makes something in an organization.
 *
 * @param user null where the request has none
 * @param role empty where the request has none
 * @param annotations changes what applications note of them
 */
public record OrganizationMemberInput(
        UserId user, Optional<OrganizationRole> role, UnaryOperator<Annotations> annotations) {

    /**
     * Reads {@code {userId?, role?, externalId?, metadata?}} from a body the contract has let through; names every field
     * that is wrong.
     */
    public static OrganizationMemberInput of(JsonObject body) {
        return of(body, "userId");
    }

    /** @param called what the client calls the user's id */
    public static OrganizationMemberInput of(JsonObject body, String called) {
        var faults = new Faults();
        var user =
                Optional.ofNullable(body.getString(called)).flatMap(id -> faults.read(() -> UserId.parse(called, id)));
        var role = Optional.ofNullable(body.getString("role"))
                .flatMap(name -> faults.read(() -> OrganizationMemberInput.role(name)));
        var annotations = Annotations.change(body, faults);
        faults.refuse();
        return new OrganizationMemberInput(user.orElse(null), role, annotations);
    }

    private static OrganizationRole role(String name) {
        return OrganizationRole.named(name)
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "role", "role must be OWNER, ADMIN, MEMBER or BILLING; " + name + " is none"));
    }
}
