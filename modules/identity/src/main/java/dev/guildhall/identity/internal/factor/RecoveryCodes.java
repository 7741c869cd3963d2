package dev.guildhall.identity.internal.factor;

import dev.guildhall.core.secret.ClientSecret;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Codes by which somebody gets in who has lost their second factor. Each works once, and is shown once. */
final class RecoveryCodes {

    private static final int HOW_MANY = 10;

    /** 120 random bits: too many to guess, and so no guesses need to be counted, and a plain hash hides them. */
    private static final int LETTERS = 24;

    private static final String GROUPS_OF_FOUR = "(?<=\\G.{4})";

    private RecoveryCodes() {}

    static List<String> fresh() {
        return Stream.generate(() -> Base32.random(LETTERS))
                .limit(HOW_MANY)
                .map(code -> String.join("-", code.toLowerCase(Locale.ROOT).split(GROUPS_OF_FOUR)))
                .toList();
    }

    /** What is stored of a code, however it is typed. */
    static byte[] hash(String code) {
        return ClientSecret.hash(code.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT));
    }
}
