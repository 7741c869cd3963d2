package dev.guildhall.core.event;

import java.util.regex.Pattern;

/** Some types of events: one ({@code member.added}), a family ({@code member.*}) or all ({@code *}). */
public record TypePattern(String text) {

    public static final TypePattern ALL = new TypePattern("*");

    private static final String BELOW = ".*";

    /** Of a type; what stands for all below one comes on top. */
    private static final int MAX_LENGTH = 128;

    private static final Pattern SYNTAX = Pattern.compile("\\*|[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*(?:\\.\\*)?");

    public static boolean isValid(String text) {
        var longest = text.endsWith(BELOW) ? MAX_LENGTH + BELOW.length() : MAX_LENGTH;
        return text.length() <= longest && SYNTAX.matcher(text).matches();
    }

    /** Throws an {@link IllegalArgumentException} that says what is wrong. */
    public static TypePattern parse(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException(
                    "must be a type of events like member.added, a family like member.*, or *");
        }
        return new TypePattern(text);
    }

    public boolean matches(String type) {
        return isFamily() ? type.startsWith(family()) : text.equals(type) || isAll();
    }

    /** Whether every type that the other pattern matches is matched by this one too. */
    public boolean covers(TypePattern other) {
        return isAll() || text.equals(other.text) || (isFamily() && other.text.startsWith(family()));
    }

    private boolean isAll() {
        return text.equals("*");
    }

    private boolean isFamily() {
        return text.endsWith(BELOW);
    }

    private String family() {
        return text.substring(0, text.length() - 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
