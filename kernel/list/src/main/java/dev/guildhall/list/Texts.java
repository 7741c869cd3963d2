package dev.guildhall.list;

import java.util.Comparator;
import java.util.PrimitiveIterator;

/** Text as the database sees it, so that both judge it alike. */
final class Texts {

    /** The order of the collation {@code "C"}: by code point, where Java's own is by UTF-16 unit. */
    static final Comparator<String> BY_CODE_POINT = Texts::compare;

    private Texts() {}

    /** The text without its case, folded one character at a time as the database does. */
    static String fold(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int compare(String left, String right) {
        PrimitiveIterator.OfInt lefts = left.codePoints().iterator();
        PrimitiveIterator.OfInt rights = right.codePoints().iterator();
        while (lefts.hasNext() && rights.hasNext()) {
            var order = Integer.compare(lefts.nextInt(), rights.nextInt());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(lefts.hasNext(), rights.hasNext());
    }
}
