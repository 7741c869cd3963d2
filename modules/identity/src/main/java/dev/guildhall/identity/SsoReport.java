package dev.guildhall.identity;

import java.util.List;

/** What was found when an organization's single sign-on was tried. */
public record SsoReport(List<Check> checks) {

    /** What is looked at. */
    public enum Aspect {
        ENTITY_ID,
        CERTIFICATE,
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
