package dev.guildhall.mail.internal;

import java.util.regex.Pattern;

/** Text of others made fit for one line, so that it can neither begin a header of its own nor turn a line around. */
public final class SingleLine {

    private static final Pattern BREAKING =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()\\[\\],;:\"]+@[^\\s<>()\\[\\],;:\"]+");
    /** What people take for one. */
    private static final Pattern CHARACTER = Pattern.compile("\\X");

    private SingleLine() {}

    public static String of(String text) {
        return BREAKING.matcher(text).replaceAll(" ").strip();
    }

    /** The same words for whoever may not know whose mail it is about. */
    static String withoutAddresses(String line) {
        return ADDRESS.matcher(line).replaceAll("***");
    }

    /** The same with so many characters at most, and a sign where others were. */
    public static String of(String text, int longest) {
        var line = of(text);
        if (line.length() <= longest) {
            return line;
        }
        var end = 0;
        for (var character = CHARACTER.matcher(line); character.find() && character.end() <= longest; ) {
            end = character.end();
        }
        return line.substring(0, end) + "\u2026";
    }
}
