package dev.guildhall.events.internal.subscription;

import dev.guildhall.events.EventType;
import java.util.Optional;

/** Which types of events a subscription wants: one, all below a name as in {@code member.*}, or all by {@code *}. */
record TypePattern(String text) {

    private static final String ALL = "*";
    private static final String BELOW = ".*";

    /** Empty when the text is no pattern. */
    static Optional<TypePattern> parse(String text) {
        var name = text.endsWith(BELOW) ? text.substring(0, text.length() - BELOW.length()) : text;
        return text.equals(ALL) || EventType.isValid(name) ? Optional.of(new TypePattern(text)) : Optional.empty();
    }

    boolean matches(String type) {
        if (text.equals(ALL)) {
            return true;
        }
        return text.endsWith(BELOW) ? type.startsWith(text.substring(0, text.length() - 1)) : type.equals(text);
    }
}
