package dev.guildhall.host;

import java.util.regex.Pattern;

/** Some types of events: one ({@code member.added}), a family ({@code member.*}) or all ({@code *}). */
public record TypePattern(String text) {

    public static final TypePattern ALL = new TypePattern("*");

    private static final int MAX_LENGTH = 128;
    private static final Pattern SYNTAX = Pattern.compile("\\*|[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*(?:\\.\\*)?");

    /** Throws an {@link IllegalArgumentException} that says what is wrong. */
    public static TypePattern parse(String text) {
        if (text.length() > MAX_LENGTH || !SYNTAX.matcher(text).matches()) {
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
        return text.endsWith(".*");
    }

    private String family() {
        return text.substring(0, text.length() - 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
