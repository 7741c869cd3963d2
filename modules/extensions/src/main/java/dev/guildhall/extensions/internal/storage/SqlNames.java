package dev.guildhall.extensions.internal.storage;

/** Names and texts in SQL that is not built by jOOQ, for it is of tables that nobody here knows. */
final class SqlNames {

    private SqlNames() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
