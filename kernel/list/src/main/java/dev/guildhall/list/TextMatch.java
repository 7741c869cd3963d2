package dev.guildhall.list;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * A text with gaps that a value is matched against, in SQL and in Java. What the client sent is always bound, and its
 * own {@code %} and {@code _} stand for themselves. Case is ignored as the database's locale knows it.
 */
public final class TextMatch {

    private static final char ESCAPE = '!';

    private final List<String> sent;
    private final List<String> pieces;
    private final boolean ignoringCase;

    private TextMatch(List<String> sent, boolean ignoringCase) {
        this.sent = List.copyOf(sent);
        this.pieces = ignoringCase ? sent.stream().map(Texts::fold).toList() : this.sent;
        this.ignoringCase = ignoringCase;
    }

    /** Matches values that have the text anywhere in them, in any case. */
    public static TextMatch containing(String text) {
        return containing(List.of(text));
    }

    /** Matches values that have the pieces in them one after the other, in any case. */
    static TextMatch containing(List<String> pieces) {
        var open = new ArrayList<String>();
        open.add("");
        open.addAll(pieces);
        open.add("");
        return new TextMatch(open, true);
    }

    /** Matches values that are the pieces with anything between. */
    static TextMatch of(List<String> pieces, boolean ignoringCase) {
        return new TextMatch(pieces, ignoringCase);
    }

    /** The same question to the database; null does not match. */
    public Condition in(Field<String> column) {
        var pattern = DSL.val(likePattern());
        return ignoringCase ? column.likeIgnoreCase(pattern, ESCAPE) : column.like(pattern, ESCAPE);
    }

    /** Whether the value matches; null does not. */
    public boolean matches(String value) {
        if (value == null) {
            return false;
        }
        var text = ignoringCase ? Texts.fold(value) : value;
        var first = pieces.get(0);
        var last = pieces.get(pieces.size() - 1);
        if (pieces.size() == 1) {
            return text.equals(first);
        }
        return text.length() >= first.length() + last.length()
                && text.startsWith(first)
                && text.endsWith(last)
                && hasInOrder(text, first.length(), text.length() - last.length());
    }

    private boolean hasInOrder(String text, int from, int to) {
        var at = from;
        for (var piece : pieces.subList(1, pieces.size() - 1)) {
            var found = text.indexOf(piece, at);
            if (found < 0 || found + piece.length() > to) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    private String likePattern() {
        return String.join("%", sent.stream().map(TextMatch::escaped).toList());
    }

    private static String escaped(String piece) {
        return piece.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
