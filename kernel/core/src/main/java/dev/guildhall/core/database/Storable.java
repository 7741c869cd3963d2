package dev.guildhall.core.database;

/** What PostgreSQL can hold: texts without NUL in which every surrogate has its other half. */
public final class Storable {

    private Storable() {}

    public static boolean isStorable(String text) {
        for (var at = 0; at < text.length(); ) {
            var point = text.codePointAt(at);
            if (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                return false;
            }
            at += Character.charCount(point);
        }
        return true;
    }
}
