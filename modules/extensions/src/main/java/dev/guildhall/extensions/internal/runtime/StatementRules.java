package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.spi.StorageException;
import java.util.Locale;
import java.util.Set;

/**
 * Tells an author who sends another kind of statement what storage is for: one that reads or changes rows. By
 * PostgreSQL's grammar the first word decides, after spaces and comments as PostgreSQL skips them. This is no defence:
 * what a statement can reach is decided by the rights of the role that it runs as.
 */
final class StatementRules {

    private static final int MAX_LENGTH = 100_000;
    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";

    private static final Set<String> ALLOWED =
            Set.of("select", "insert", "update", "delete", "merge", "with", "values", "table");

    private StatementRules() {}

    /** Fails with a {@link StorageException} when the statement is not one to send. */
    static void check(String sql) {
        if (sql.length() > MAX_LENGTH) {
            throw new StorageException(
                    PROGRAM_LIMIT_EXCEEDED, null, "A statement has at most " + MAX_LENGTH + " characters.");
        }
        if (!ALLOWED.contains(firstWord(sql))) {
            throw new StorageException(
                    FEATURE_NOT_SUPPORTED,
                    null,
                    "A statement must begin with SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES or TABLE;"
                            + " tables are changed by migrations.");
        }
    }

    private static String firstWord(String sql) {
        var begin = 0;
        while (begin < sql.length() && sql.charAt(begin) == '(' || begin < afterSpace(sql, begin)) {
            begin = Math.max(begin + (sql.startsWith("(", begin) ? 1 : 0), afterSpace(sql, begin));
        }
        var end = begin;
        while (end < sql.length() && isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(begin, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isLetter(char character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
    }

    private static int afterSpace(String sql, int from) {
        var at = from;
        while (at < sql.length()) {
            var next = " \t\n\r\f\u000b".indexOf(sql.charAt(at)) >= 0
                    ? at + 1
                    : sql.startsWith("--", at)
                            ? afterLine(sql, at)
                            : sql.startsWith("/*", at) ? afterComment(sql, at) : at;
            if (next == at) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static int afterLine(String sql, int from) {
        var at = from;
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    // Comments nest.
    private static int afterComment(String sql, int from) {
        var depth = 0;
        var at = from;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return at;
                }
            } else {
                at++;
            }
        }
        return at;
    }
}
