package dev.guildhall.events.internal.cesql;

import java.util.stream.IntStream;

/** What {@code LIKE} compares with, taken apart into characters and wildcards once. */
final class LikePattern {

    private static final int ANY_NUMBER = -1;
    private static final int ONE = -2;

    private final int[] parts;

    /** @param pattern has {@code %} for any number of characters and {@code _} for one, unless after a backslash */
    LikePattern(String pattern) {
        var characters = pattern.codePoints().toArray();
        var read = IntStream.builder();
        for (var at = 0; at < characters.length; at++) {
            if (isEscape(characters, at)) {
                read.add(characters[++at]);
            } else {
                read.add(part(characters[at]));
            }
        }
        this.parts = read.build().toArray();
    }

    private static boolean isEscape(int[] characters, int at) {
        return characters[at] == '\\' && at + 1 < characters.length && part(characters[at + 1]) < 0;
    }

    private static int part(int character) {
        return switch (character) {
            case '%' -> ANY_NUMBER;
            case '_' -> ONE;
            default -> character;
        };
    }

    /**
     * Whether the text is like this. Only the last {@code %} is ever tried with more characters, for whatever the ones
     * before it took, it can make up for; so there are no more steps than characters times parts.
     */
    boolean matches(String text, Evaluation run) {
        var characters = text.codePoints().toArray();
        var at = 0;
        var part = 0;
        var lastAny = -1;
        var taken = 0;
        while (at < characters.length) {
            if (!run.spend(1)) {
                return false;
            }
            if (part < parts.length && parts[part] == ANY_NUMBER) {
                lastAny = part++;
                taken = at;
            } else if (part < parts.length && (parts[part] == ONE || parts[part] == characters[at])) {
                part++;
                at++;
            } else if (lastAny >= 0) {
                part = lastAny + 1;
                at = ++taken;
            } else {
                return false;
            }
        }
        return isAnyNumberFrom(part);
    }

    private boolean isAnyNumberFrom(int part) {
        return IntStream.range(part, parts.length).allMatch(rest -> parts[rest] == ANY_NUMBER);
    }
}
