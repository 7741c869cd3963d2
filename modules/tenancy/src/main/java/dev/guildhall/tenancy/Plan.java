package dev.guildhall.tenancy;

import java.util.Locale;
import java.util.Optional;

/** What a workspace is meant for; it decides whether others can join. */
public enum Plan {
    /** One person; nobody else can be a member. */
    PERSONAL,
    TEAM,
    ENTERPRISE;

    boolean isForAdministratorsToGive() {
        return this == ENTERPRISE;
    }

    static Optional<Plan> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
