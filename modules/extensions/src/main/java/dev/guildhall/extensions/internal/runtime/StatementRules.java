package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.spi.StorageException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which statements of an extension are sent to the database at all: one that reads or changes rows.
 *
 * <p>What an extension can reach is decided by the database: the statement runs as a role with rights to the tables of
 * extensions alone, under row-level security, and there can be only one statement in a text. But role, scope and search
 * path are settings of the session, which SQL itself can change, and locks of the session would outlive it on a
 * connection that others use next. The words refused here lead there, or run a text of their own making. It is a second
 * line of defence, above all for an extension into whose SQL a stranger has smuggled something.
 */
final class StatementRules {

    private static final int MAX_LENGTH = 100_000;
    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final String PROGRAM_LIMIT_EXCEEDED = "54000";

    private static final Set<String> ALLOWED =
            Set.of("select", "insert", "update", "delete", "merge", "with", "values");

    private static final Pattern BEFORE_FIRST_WORD =
            Pattern.compile("(?:\\s|\\(|--[^\\n]*\\n|/\\*.*?\\*/)*", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    /** U& spells a name in escapes, so that it could not be found here. */
    private static final Pattern REFUSED = Pattern.compile(
            "set_config|u&[\"']|_to_xml|ts_stat|ts_rewrite|pg_(?:try_)?advisory_(?:un)?lock|pg_notify|pg_reload|lo_");

    private StatementRules() {}

    /** Fails with a {@link StorageException} when the statement is not one to send. */
    static void check(String sql) {
        if (sql.length() > MAX_LENGTH) {
            throw new StorageException(
                    PROGRAM_LIMIT_EXCEEDED, null, "A statement has at most " + MAX_LENGTH + " characters.");
        }
        var before = BEFORE_FIRST_WORD.matcher(sql);
        var word = WORD.matcher(sql);
        var first =
                before.lookingAt() && word.region(before.end(), sql.length()).lookingAt()
                        ? word.group().toLowerCase(Locale.ROOT)
                        : "";
        if (!ALLOWED.contains(first)) {
            throw refused("A statement must begin with SELECT, INSERT, UPDATE, DELETE, MERGE, WITH or VALUES; "
                    + "tables are changed by migrations.");
        }
        var refused = REFUSED.matcher(sql.toLowerCase(Locale.ROOT));
        if (refused.find()) {
            throw refused("A statement must not contain " + refused.group()
                    + "; if it is part of a value, give that as a parameter.");
        }
    }

    private static StorageException refused(String message) {
        return new StorageException(FEATURE_NOT_SUPPORTED, null, message);
    }
}
