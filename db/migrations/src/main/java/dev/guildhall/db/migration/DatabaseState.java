package dev.guildhall.db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a database is like as its owner finds it, who changes nothing in it.
 *
 * @param server its version in words
 * @param isSupported whether that is one that Guildhall works with
 * @param missingRoles those that the next start makes, or says how to
 * @param schema the newest migration that it has had; empty before the first
 * @param pending how many it has not had
 * @param isNewer whether it has had one that this program does not know
 * @param clock what time it was there
 */
public record DatabaseState(
        String server,
        boolean isSupported,
        List<String> missingRoles,
        String schema,
        int pending,
        boolean isNewer,
        Instant clock) {

    public DatabaseState {
        missingRoles = List.copyOf(missingRoles);
    }

    /**
     * Looks at it; blocks.
     *
     * @throws MigrationException when it cannot be reached; the message says why
     */
    public static DatabaseState of(DatabaseUrl owner) {
        try (Connection connection = Jdbc.connect(owner)) {
            var history = SchemaHistory.read(connection);
            var packaged = MigrationFiles.versions();
            var pending = new TreeSet<>(packaged);
            pending.removeAll(history.applied());
            var metaData = connection.getMetaData();
            return new DatabaseState(
                    metaData.getDatabaseProductName() + " " + metaData.getDatabaseProductVersion(),
                    metaData.getDatabaseMajorVersion() >= Migrator.OLDEST_SERVER,
                    missing(connection, Roles.of(owner.database())),
                    history.applied().isEmpty() ? "" : history.applied().last().getVersion(),
                    pending.size(),
                    !packaged.containsAll(history.applied()),
                    clock(connection));
        } catch (SQLException failed) {
            throw new MigrationException("The database " + owner + " cannot be used: " + failed.getMessage(), failed);
        }
    }

    private static List<String> missing(Connection connection, Roles roles) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select wanted from unnest(?) wanted where not exists (select from pg_roles where rolname = wanted)")) {
            var wanted = Stream.of(roles.app(), roles.storage(), roles.roles(), roles.audit());
            statement.setArray(1, connection.createArrayOf("text", wanted.toArray()));
            var missing = new ArrayList<String>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    missing.add(rows.getString(1));
                }
            }
            return missing;
        }
    }

    private static Instant clock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
