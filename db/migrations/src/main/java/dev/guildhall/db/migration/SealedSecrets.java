package dev.guildhall.db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All that is sealed with the master key in a database: compact JWEs in columns of text and of arrays of texts, whatever
 * table they are in, so that none is forgotten. They are sealed anew in one transaction, which also names the new key: it happens wholly or
 * not at all, whenever it is interrupted. No node may run meanwhile, for it would go on with the former key.
 */
public final class SealedSecrets {

    /** A header, no key of its own, and the twelve bytes of the nonce. */
    private static final String COMPACT_JWE = "^eyJ[A-Za-z0-9_-]+[.][.][A-Za-z0-9_-]{16}[.]";

    private static final Pattern SEALED = Pattern.compile(COMPACT_JWE);

    private static final String COLUMNS = """
            select c.relname, a.attname, a.atttypid = 'text[]'::regtype,
                   c.relforcerowsecurity and not r.rolsuper and not r.rolbypassrls
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              join pg_roles r on r.rolname = current_user
             where c.relnamespace = 'guildhall'::regnamespace and c.relkind = 'r'
               and a.atttypid in ('text'::regtype, 'text[]'::regtype)
             order by 1, 2""";

    private final Connection connection;
    private final Function<String, Optional<String>> anew;

    private SealedSecrets(Connection connection, Function<String, Optional<String>> anew) {
        this.connection = connection;
        this.anew = anew;
    }

    private record Column(String table, String name, boolean isArray, boolean isHidden) {

        /** The texts of a row, be they one or several. */
        String texts() {
            return isArray ? Jdbc.quoted(name) : "array[" + Jdbc.quoted(name) + "]";
        }

        /** What is written to it of the same texts. */
        String written() {
            return isArray ? "?" : "(?::text[])[1]";
        }
    }

    /**
     * Seals all anew and gives how many there were; none when the database has the new key already. Blocks.
     *
     * @param former the fingerprint of the key that the database must have
     * @param anew what is sealed, sealed with the new key; empty for a text that only looks like it
     * @throws MigrationException when it cannot be done, and nothing was; the message says what to do
     */
    public static int reseal(
            DatabaseUrl owner, String former, String fingerprint, Function<String, Optional<String>> anew) {
        try (Connection connection = Jdbc.connect(owner)) {
            connection.setAutoCommit(false);
            var present = lockedKey(connection, owner);
            if (present.equals(fingerprint)) {
                return 0;
            }
            if (!present.equals(former)) {
                throw new MigrationException("The secrets in the database " + owner
                        + " are encrypted with another master key than this one. Nothing was changed.");
            }
            requireNoNodes(connection, owner);
            var secrets = new SealedSecrets(connection, anew);
            var sealed = 0;
            for (var column : secrets.columns()) {
                sealed += secrets.reseal(column);
            }
            try (var named = connection.prepareStatement("update guildhall.master_key set fingerprint = ?")) {
                named.setString(1, fingerprint);
                named.executeUpdate();
            }
            connection.commit();
            return sealed;
        } catch (SQLException failed) {
            throw new MigrationException(
                    "The secrets in the database " + owner + " could not be sealed anew, and none was: "
                            + failed.getMessage(),
                    failed);
        }
    }

    private static String lockedKey(Connection connection, DatabaseUrl owner) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select fingerprint from guildhall.master_key for update")) {
            if (!row.next()) {
                throw new MigrationException(
                        "The database " + owner + " has no master key yet; start Guildhall first.");
            }
            return row.getString(1);
        }
    }

    private static void requireNoNodes(Connection connection, DatabaseUrl owner) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from pg_stat_activity where usename = ?")) {
            statement.setString(1, Roles.of(owner.database()).app());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getInt(1) > 0) {
                    throw new MigrationException("Guildhall runs on the database " + owner
                            + " now. Stop all nodes, which work with the former master key, and try again.");
                }
            }
        }
    }

    private List<Column> columns() throws SQLException {
        var columns = new ArrayList<Column>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                columns.add(new Column(rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getBoolean(4)));
            }
        }
        return columns;
    }

    // Row-level security holds even the owner, unless that is a superuser: it is lifted for this transaction alone.
    private int reseal(Column column) throws SQLException {
        if (column.isHidden()) {
            run("alter table guildhall." + Jdbc.quoted(column.table()) + " no force row level security");
        }
        var sealed = resealRows(column);
        if (column.isHidden()) {
            run("alter table guildhall." + Jdbc.quoted(column.table()) + " force row level security");
        }
        return sealed;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int resealRows(Column column) throws SQLException {
        var table = "guildhall." + Jdbc.quoted(column.table());
        var sealed = 0;
        try (PreparedStatement found = connection.prepareStatement("select ctid::text, " + column.texts() + " from "
                        + table + " where exists (select from unnest(" + column.texts() + ") one where one ~ ?)");
                PreparedStatement written = connection.prepareStatement("update " + table + " set "
                        + Jdbc.quoted(column.name()) + " = " + column.written() + " where ctid = ?::tid")) {
            found.setString(1, COMPACT_JWE);
            try (ResultSet rows = found.executeQuery()) {
                while (rows.next()) {
                    var texts = (String[]) rows.getArray(2).getArray();
                    var replaced = resealAll(texts);
                    if (replaced > 0) {
                        written.setArray(1, connection.createArrayOf("text", texts));
                        written.setString(2, rows.getString(1));
                        written.executeUpdate();
                        sealed += replaced;
                    }
                }
            }
        }
        return sealed;
    }

    /** Replaces those of the texts that are sealed, and says how many these are. */
    private int resealAll(String[] texts) {
        var sealed = 0;
        for (var index = 0; index < texts.length; index++) {
            var text = texts[index];
            var replaced = text == null || !SEALED.matcher(text).find() ? Optional.<String>empty() : anew.apply(text);
            if (replaced.isPresent()) {
                texts[index] = replaced.get();
                sealed++;
            }
        }
        return sealed;
    }
}
