package dev.guildhall.membership;

import java.util.Locale;
import java.util.Optional;

/** What somebody is in a team. */
public enum TeamRole {
    /** Says who belongs to the team. */
    LEAD,
    MEMBER;

    /** The role of this name, in any case. */
    public static Optional<TeamRole> named(String name) {
        try {
            return Optional.of(valueOf(name.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
