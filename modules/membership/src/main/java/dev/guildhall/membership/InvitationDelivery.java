package dev.guildhall.membership;

import java.util.Locale;
import java.util.Optional;

/** How the secret of an invitation gets to the one it is for. */
public enum InvitationDelivery {
    /** To their address, and to nobody else. */
    MAIL,
    /** By whoever invites: they are shown it once. */
    LINK;

    /** The way of this name, in any case. */
    public static Optional<InvitationDelivery> named(String name) {
        try {
            return Optional.of(valueOf(name.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
