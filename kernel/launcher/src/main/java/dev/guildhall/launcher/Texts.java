package dev.guildhall.launcher;

/** Text for messages. */
final class Texts {

    private static final int EXCERPT = 80;

    private Texts() {}

    /** What someone wrote, in quotes, short and on one line. */
    static String quoted(String written) {
        var line = written.replaceAll("\\p{Cntrl}", "�");
        return "'" + (line.length() > EXCERPT ? line.substring(0, EXCERPT) + "…" : line) + "'";
    }
}
