package dev.guildhall.tenancy;

import java.util.Locale;
import java.util.Optional;

/** How an organization stands with the app it belongs to. */
public enum OrganizationStatus {
    ACTIVE,
    /** Everything can be read, nothing changed. */
    SUSPENDED,
    TRIALING;

    static Optional<OrganizationStatus> named(String name) {
        try {
            return Optional.of(valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
