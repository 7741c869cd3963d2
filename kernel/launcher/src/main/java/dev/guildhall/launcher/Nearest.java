package dev.guildhall.launcher;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant by one that is mistyped. */
final class Nearest {

    private static final int SHORT = 4;

    private Nearest() {}

    /** The name that is written almost so, or begun; empty when there is none. */
    static Optional<String> to(String written, Collection<String> names) {
        var meant = plain(written);
        return names.stream()
                .filter(name -> isNear(meant, plain(name)))
                .min(Comparator.comparingInt((String name) -> distance(meant, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The end of a message about a name that there is not. */
    static String hint(String written, Collection<String> names, String otherwise) {
        return to(written, names).map(name -> "did you mean " + name + "?").orElse(otherwise);
    }

    private static boolean isNear(String written, String name) {
        return distance(written, name) <= (written.length() > SHORT ? 2 : 1)
                || (written.length() >= SHORT && name.startsWith(written));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
    }

    /** How many letters have to be put in, left out, changed, or swapped with their neighbours. */
    private static int distance(String one, String other) {
        var rows = new int[one.length() + 1][other.length() + 1];
        for (var i = 0; i <= one.length(); i++) {
            for (var j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, one, other, i, j);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int cheapest(int[][] rows, String one, String other, int i, int j) {
        var changed = rows[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        var cheapest = Math.min(changed, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        var isSwapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return isSwapped ? Math.min(cheapest, rows[i - 2][j - 2] + 1) : cheapest;
    }
}
