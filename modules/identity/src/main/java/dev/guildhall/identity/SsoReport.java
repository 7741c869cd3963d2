package dev.guildhall.identity;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found when an organization's single sign-on was tried.
 *
 * @param latest what a SAML provider has answered last, when somebody signed in or was refused
 */
public record SsoReport(List<Check> checks, Optional<LatestAnswer> latest) {

    public SsoReport(List<Check> checks) {
        this(checks, Optional.empty());
    }

    /**
     * An answer of a provider, without what it says of the person.
     *
     * @param refusal the rule that it broke; empty when it was accepted
     * @param sent what it said, and a message to people
     */
    public record LatestAnswer(Instant at, Optional<String> refusal, JsonObject sent) {}

    SsoReport with(Optional<LatestAnswer> answer) {
        return new SsoReport(checks, answer);
    }

    /** What is looked at. */
    public enum Aspect {
        ENTITY_ID,
        CERTIFICATE,
        SIGN_IN_URL,
        DISCOVERY,
        ISSUER,
        ENDPOINTS,
        KEYS,
        CLIENT
    }

    /** @param message what is right or wrong about it, and in the second case what to do */
    public record Check(Aspect aspect, boolean passed, String message) {}

    /** Whether everything is as it must be. */
    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }
}
