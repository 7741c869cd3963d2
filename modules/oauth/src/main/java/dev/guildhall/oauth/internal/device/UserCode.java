package dev.guildhall.oauth.internal.device;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/** What somebody reads off a device and types elsewhere: eight letters of which none looks like another. */
record UserCode(String letters) {

    /** Those of RFC 8628, section 6.1: no vowels, so that no words come of them. */
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";

    private static final int LENGTH = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    static UserCode next() {
        var letters = new StringBuilder(LENGTH);
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(letter -> letters.append(ALPHABET.charAt(letter)));
        return new UserCode(letters.toString());
    }

    /** Reads what somebody typed, in any case and with whatever between; empty for what can be none. */
    static Optional<UserCode> typed(String text) {
        var letters = text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return letters.length() == LENGTH && letters.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0)
                ? Optional.of(new UserCode(letters))
                : Optional.empty();
    }

    /** As it is shown. */
    String text() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
