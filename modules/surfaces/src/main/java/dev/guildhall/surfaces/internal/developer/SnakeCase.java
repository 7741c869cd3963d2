package dev.guildhall.surfaces.internal.developer;

import java.util.Locale;

/** The names of this surface, for what the canonical API calls otherwise. */
final class SnakeCase {

    private SnakeCase() {}

    /** {@code user_id} for {@code userId}. */
    static String of(String camelCase) {
        return camelCase.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
