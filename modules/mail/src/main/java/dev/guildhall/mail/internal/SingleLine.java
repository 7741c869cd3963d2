package dev.guildhall.mail.internal;

import java.util.regex.Pattern;

/** Text of others made fit for one line, so that it can neither begin a header of its own nor turn a line around. */
public final class SingleLine {

    private static final Pattern BREAKING =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()\\[\\],;:\"]+@[^\\s<>()\\[\\],;:\"]+");

    private SingleLine() {}

    public static String of(String text) {
        return BREAKING.matcher(text).replaceAll(" ").strip();
    }

    /** The same words for whoever may not know whose mail it is about. */
    static String withoutAddresses(String line) {
        return ADDRESS.matcher(line).replaceAll("***");
    }

    static String of(String text, int longest) {
        var line = of(text);
        return line.length() > longest ? line.substring(0, longest) + "…" : line;
    }
}
