package dev.guildhall.events.internal.cesql;

/** Texts as what they are to CESQL: sequences of Unicode's characters, not of UTF-16's units. */
final class Characters {

    private Characters() {}

    static int count(String text) {
        return text.codePointCount(0, text.length());
    }

    /** So many characters, or as many as there are. */
    static String cut(String text, int from, int length) {
        var start = text.offsetByCodePoints(0, from);
        var end = text.offsetByCodePoints(start, Math.min(length, text.codePointCount(start, text.length())));
        return text.substring(start, end);
    }

    static String trim(String text) {
        var start = 0;
        var end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** As Unicode's property of the name has it, which none of Java's three notions is. */
    private static boolean isWhiteSpace(char candidate) {
        return Character.isSpaceChar(candidate) || (candidate >= '\t' && candidate <= '\r') || candidate == 0x85;
    }
}
