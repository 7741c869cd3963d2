package dev.guildhall.identity;

import java.util.Locale;
import java.util.Optional;

/** The protocol in which an identity provider speaks. */
public enum SsoProvider {
    SAML,
    OIDC;

    /** The provider of this name, in any case. */
    static Optional<SsoProvider> named(String name) {
        try {
            return Optional.of(valueOf(name.strip().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
