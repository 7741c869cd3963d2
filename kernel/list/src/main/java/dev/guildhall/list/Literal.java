package dev.guildhall.list;

import java.util.ArrayList;
import java.util.List;

/**
 * A value in a filter: its text, cut at the wildcards in it.
 *
 * @param at where it stands in the filter
 * @param pieces the text between the wildcards; one piece when there is none, two empty ones for a lone {@code *}
 */
record Literal(int at, List<String> pieces) {

    static Literal of(int at, String text) {
        return new Literal(at, List.of(text));
    }

    /** The literal of an unquoted text, in which every star is a wildcard. */
    static Literal unquoted(int at, String text) {
        return new Literal(at, List.of(text.split("\\*", -1)));
    }

    /** The text with its wildcards as stars, for those that give them no meaning. */
    String text() {
        return String.join("*", pieces);
    }

    boolean hasWildcard() {
        return pieces.size() > 1;
    }

    /** Whether this is the lone star that asks for presence. */
    boolean isStar() {
        return pieces.size() == 2 && pieces.get(0).isEmpty() && pieces.get(1).isEmpty();
    }

    /** This literal and another with a dot between, as in {@code com.google}. */
    Literal dot(Literal next) {
        var joined = new ArrayList<>(pieces);
        var seam = joined.remove(joined.size() - 1) + "." + next.pieces.get(0);
        joined.add(seam);
        joined.addAll(next.pieces.subList(1, next.pieces.size()));
        return new Literal(at, List.copyOf(joined));
    }

    /** The literal with a sign before it, as in {@code (-30 OR 30)}. */
    Literal negative() {
        return of(at, "-" + text());
    }
}
