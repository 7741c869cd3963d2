package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.internal.factor.GivenCode;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody gives to prove who they are: a password, a code or a passkey. The others are null.
 */
record GivenProof(String password, GivenCode code, GivenPasskey passkey) {

    private static final String PASSWORD = "password";
    private static final String CODE = "code";
    private static final String RECOVERY_CODE = "recoveryCode";
    private static final String PASSKEY = "passkey";

    static GivenProof of(JsonObject body) {
        return read(body, one(body, PASSWORD, CODE, RECOVERY_CODE, PASSKEY));
    }

    static GivenProof ofSecondFactor(JsonObject body) {
        return read(body, one(body, CODE, RECOVERY_CODE, PASSKEY));
    }

    private static GivenProof read(JsonObject body, String given) {
        return switch (given) {
            case PASSWORD -> new GivenProof(body.getString(given), null, null);
            case PASSKEY -> new GivenProof(null, null, GivenPasskey.of(body.getJsonObject(given)));
            default -> new GivenProof(null, new GivenCode(body.getString(given), given.equals(RECOVERY_CODE)), null);
        };
    }

    private static String one(JsonObject body, String... fields) {
        var given =
                Stream.of(fields).filter(field -> body.getValue(field) != null).toList();
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

    Optional<GivenPasskey> asPasskey() {
        return Optional.ofNullable(passkey);
    }

    @Override
    public String toString() {
        return "GivenProof";
    }
}
