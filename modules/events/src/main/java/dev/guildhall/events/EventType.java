package dev.guildhall.events;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for the types of events: dotted names such as {@code directory.contact.created}. */
public final class EventType {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int MAX_LENGTH = 128;

    /** What the types begin with that only the platform's own modules record. */
    private static final Set<String> RESERVED = Set.of(
            "workspace", "member", "role", "invitation", "extension", "capability", "subscription", "agent", "session");

    private EventType() {}

    /** Whether it is a type at all. */
    public static boolean isValid(String type) {
        return type.length() <= MAX_LENGTH && NAME.matcher(type).matches();
    }

    /** Whether the type belongs to the platform, so that neither clients nor extensions may use it. */
    public static boolean isReserved(String type) {
        var dot = type.indexOf('.');
        return dot > 0 && RESERVED.contains(type.substring(0, dot).toLowerCase(Locale.ROOT));
    }
}
