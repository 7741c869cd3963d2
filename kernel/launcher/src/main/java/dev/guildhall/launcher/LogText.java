package dev.guildhall.launcher;

/**
 * Text of others in a line of the log: what would end the line, steer a terminal, turn the direction of writing or not be
 * seen at all is written as an escape of JSON.
 */
final class LogText {

    private LogText() {}

    static void append(StringBuilder line, String text) {
        append(line, text, false);
    }

    /** The same in quotes, which end where the text does. */
    static void appendQuoted(StringBuilder line, String text) {
        line.append('"');
        append(line, text, true);
        line.append('"');
    }

    private static void append(StringBuilder line, String text, boolean quoted) {
        if (text.chars().allMatch(LogText::isOrdinary)) {
            line.append(text);
            return;
        }
        text.codePoints().forEach(character -> {
            if (quoted && (character == '"' || character == '\\')) {
                line.append('\\').append((char) character);
            } else if (isPlain(character)) {
                line.appendCodePoint(character);
            } else {
                appendEscaped(line, character);
            }
        });
    }

    /** What nearly all lines have nothing but: letters, digits and marks of ASCII that mean nothing in quotes. */
    private static boolean isOrdinary(int character) {
        return character >= ' ' && character <= '~' && character != '"' && character != '\\';
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void appendEscaped(StringBuilder line, int character) {
        switch (character) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                for (var unit : Character.toChars(character)) {
                    line.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
    }
}
