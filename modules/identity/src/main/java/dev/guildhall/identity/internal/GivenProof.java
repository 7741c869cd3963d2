package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.internal.factor.GivenCode;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody gives to prove who they are: a password, or a code.
 *
 * @param password null when it is a code
 * @param code null when it is a password
 */
record GivenProof(String password, GivenCode code) {

    private static final String PASSWORD = "password";
    private static final String CODE = "code";
    private static final String RECOVERY_CODE = "recoveryCode";

    static GivenProof of(JsonObject body) {
        var given = one(body, PASSWORD, CODE, RECOVERY_CODE);
        return given.equals(PASSWORD)
                ? new GivenProof(body.getString(given), null)
                : new GivenProof(null, code(body, given));
    }

    static GivenCode codeOf(JsonObject body) {
        return code(body, one(body, CODE, RECOVERY_CODE));
    }

    private static GivenCode code(JsonObject body, String field) {
        return new GivenCode(body.getString(field), field.equals(RECOVERY_CODE));
    }

    private static String one(JsonObject body, String... fields) {
        var given =
                Stream.of(fields).filter(field -> body.getString(field) != null).toList();
        if (given.size() != 1) {
            var message = "Give exactly one of " + String.join(", ", fields) + ".";
            var field = given.isEmpty() ? CODE : given.get(1);
            throw CommonError.REQUEST_INVALID.because(message).withDetails(List.of(new Problem.Detail(field, message)));
        }
        return given.get(0);
    }

    Optional<String> asPassword() {
        return Optional.ofNullable(password);
    }

    @Override
    public String toString() {
        return "GivenProof";
    }
}
