package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.security.Assurance;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * How sure it must be for an operation that the user of a session is there. Programs, which act by keys and tokens, are
 * asked nothing.
 *
 * @param stepUp of whom a proof is asked that is not old ({@code x-step-up})
 * @param openWithoutSecondFactor whether those may call it who have to have a second factor and have none yet ({@code
 *     x-without-second-factor})
 */
record SignInDemand(StepUp stepUp, boolean openWithoutSecondFactor) {

    static final String STEP_UP = "x-step-up";
    static final String WITHOUT_SECOND_FACTOR = "x-without-second-factor";

    enum StepUp {
        NOBODY,
        /** Those whose account has a second factor; for everybody else it works as it does without. */
        SECOND_FACTOR,
        EVERYBODY;

        private static StepUp parse(JsonObject operation) {
            return switch (operation.getString(STEP_UP, "")) {
                case "" -> NOBODY;
                case "second-factor" -> SECOND_FACTOR;
                case "everybody" -> EVERYBODY;
                default ->
                    throw new IllegalStateException("Operation " + operation.getString("operationId") + " says "
                            + STEP_UP + ": " + operation.getString(STEP_UP) + ", which means nothing");
            };
        }

        private boolean asks(Assurance known) {
            return this == EVERYBODY || this == SECOND_FACTOR && known.hasSecondFactor();
        }
    }

    /** What clients are told that sign people in. */
    static Optional<String> told(JsonObject operation) {
        return switch (StepUp.parse(operation)) {
            case NOBODY -> Optional.empty();
            case SECOND_FACTOR ->
                Optional.of(
                        "In a session of an account with a second factor it asks for a proof of the last ten minutes"
                                + " (`POST /api/auth/step-up`).");
            case EVERYBODY ->
                Optional.of("In a session it asks for a proof of the last ten minutes (`POST /api/auth/step-up`).");
        };
    }

    static SignInDemand parse(JsonObject operation, AccessRequirement.Kind kind) {
        var open = kind == AccessRequirement.Kind.PUBLIC || operation.getBoolean(WITHOUT_SECOND_FACTOR, false);
        return new SignInDemand(StepUp.parse(operation), open);
    }

    /** Fails with {@code AUTH.SECOND_FACTOR_REQUIRED}, or with {@code AUTH.STEP_UP_REQUIRED} and its challenge. */
    void require(Assurance known, RoutingContext context) {
        if (known.owesSecondFactor() && !openWithoutSecondFactor) {
            throw CommonError.AUTH_SECOND_FACTOR_REQUIRED.because(
                    "You have to have a second factor: enrol one with POST /api/auth/factors/totp, or add a passkey with"
                            + " POST /api/auth/factors/passkeys/options, first.");
        }
        if (stepUp.asks(known) && !known.isFresh()) {
            var explanation = "Prove again that it is you with POST /api/auth/step-up";
            ErrorResponder.challenge(
                    context,
                    "Bearer error=\"insufficient_user_authentication\", error_description=\"" + explanation + "\""
                            + (known.hasSecondFactor() ? ", acr_values=\"2\"" : "")
                            + ", max_age=\"" + Assurance.LATELY.toSeconds() + "\"");
            throw CommonError.AUTH_STEP_UP_REQUIRED.because(explanation + ", and repeat this.");
        }
    }
}
