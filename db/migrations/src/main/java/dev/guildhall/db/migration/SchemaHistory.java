package dev.guildhall.db.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedSet;
import java.util.TreeSet;
import org.flywaydb.core.api.MigrationVersion;

/** Which migrations a database has had, read from Flyway's own table. */
record SchemaHistory(SortedSet<MigrationVersion> applied, boolean failed) {

    static final String TABLE = "flyway_schema_history";

    static SchemaHistory read(Connection connection) throws SQLException {
        var applied = new TreeSet<MigrationVersion>();
        boolean failed = false;
        try (Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                return new SchemaHistory(applied, false);
            }
            try (ResultSet rows = statement.executeQuery(
                    "select version, success from guildhall." + TABLE + " where version is not null")) {
                while (rows.next()) {
                    applied.add(MigrationVersion.fromVersion(rows.getString(1)));
                    failed |= !rows.getBoolean(2);
                }
            }
        }
        return new SchemaHistory(applied, failed);
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select to_regclass('guildhall." + TABLE + "') is not null")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    boolean isExactly(SortedSet<MigrationVersion> packaged) {
        return !failed && applied.equals(packaged);
    }

    /** A newer Guildhall has been here; this one would not know what it sees. */
    void requireNotNewerThan(SortedSet<MigrationVersion> packaged) {
        if (!applied.isEmpty() && applied.last().compareTo(packaged.last()) > 0) {
            throw new MigrationException("The database's schema is at version " + applied.last()
                    + " and this Guildhall knows it up to " + packaged.last()
                    + ": a newer Guildhall has migrated it. Start that one, or restore a backup from before.");
        }
    }
}
