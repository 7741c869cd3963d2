package dev.guildhall.scim.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.membership.TeamError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** How a failure is told in SCIM. */
public final class ScimErrors {

    static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(ScimError.INVALID_FILTER.code(), "invalidFilter"),
            Map.entry(ScimError.INVALID_SYNTAX.code(), "invalidSyntax"),
            Map.entry(ScimError.INVALID_PATH.code(), "invalidPath"),
            Map.entry(ScimError.NO_TARGET.code(), "noTarget"),
            Map.entry(ScimError.INVALID_VALUE.code(), "invalidValue"),
            Map.entry(ScimError.MUTABILITY.code(), "mutability"),
            Map.entry(ScimError.TOO_MANY.code(), "tooMany"),
            Map.entry(ScimError.UNIQUENESS.code(), "uniqueness"),
            Map.entry(IdentityError.USER_EMAIL_EXISTS.code(), "uniqueness"),
            Map.entry(TeamError.NAME_EXISTS.code(), "uniqueness"));

    private ScimErrors() {}

    public static JsonObject json(Problem problem) {
        var error = new JsonObject()
                .put("schemas", new JsonArray().add(SCHEMA))
                .put("status", Integer.toString(problem.code().kind().status()));
        type(problem).ifPresent(type -> error.put("scimType", type));
        return error.put("detail", problem.getMessage());
    }

    private static Optional<String> type(Problem problem) {
        var known = Optional.ofNullable(TYPES.get(problem.code().code()));
        return known.isPresent() || !problem.is(CommonError.REQUEST_INVALID)
                ? known
                : Optional.of(problem.details().isEmpty() ? "invalidSyntax" : "invalidValue");
    }
}
