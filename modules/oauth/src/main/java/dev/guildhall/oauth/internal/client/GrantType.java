package dev.guildhall.oauth.internal.client;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How an application comes to its tokens. */
public enum GrantType {
    /** A browser brings a code for which it asks, and refreshes what it got. */
    AUTHORIZATION_CODE,
    /** It acts as itself in its organization. */
    CLIENT_CREDENTIALS,
    /** A device without a browser asks, and somebody answers elsewhere. */
    DEVICE_CODE;

    static Optional<GrantType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    static List<GrantType> stored(String[] names) {
        return Arrays.stream(names).map(GrantType::valueOf).toList();
    }
}
