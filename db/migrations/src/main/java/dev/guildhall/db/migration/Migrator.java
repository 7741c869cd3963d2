package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.Jdbc.quoted;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the schema of this program: roles, their grants, and every migration it has not had. Any number
 * of nodes may do it at the same time; the second finds the work done.
 *
 * <p>Blocks; call it from a worker thread.
 */
public final class Migrator {

    private static final Logger LOG = LoggerFactory.getLogger(Migrator.class);
    static final int OLDEST_SERVER = 15;
    /** Where nobody took advisory locks from PUBLIC, foreign SQL may hold Flyway's as long as its transactions last. */
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(10);

    private static final Set<String> WRONG_LOGIN = Set.of("28P01", "28000");

    private final DatabaseUrl owner;
    private final String appPassword;
    private final Optional<String> masterKey;
    private final Roles roles;

    /**
     * @param owner the role that owns the schema: a superuser, or one with CREATEROLE and the database its own
     * @param appPassword what the application role shall log in with; as random as a key, or short-lived
     */
    public Migrator(DatabaseUrl owner, String appPassword) {
        this(owner, appPassword, Optional.empty());
    }

    private Migrator(DatabaseUrl owner, String appPassword, Optional<String> masterKey) {
        this.owner = owner;
        this.appPassword = appPassword;
        this.masterKey = masterKey;
        this.roles = Roles.of(owner.database());
    }

    /** Demands also that the database's secrets are encrypted with this key, or makes it the one; see V14. */
    public Migrator forMasterKey(String fingerprint) {
        return new Migrator(owner, appPassword, Optional.of(fingerprint));
    }

    /**
     * What a migrated database offers.
     *
     * @param application how the program connects from now on
     * @param roles the roles there are
     * @param version the newest migration
     * @param migrations how many were run just now
     */
    public record Migrated(DatabaseUrl application, Roles roles, String version, int migrations) {}

    /** @throws MigrationException when the database cannot be used; the message says what to do */
    public Migrated migrate() {
        DatabaseUrl application = owner.as(roles.app(), appPassword);
        try (Connection connection = Jdbc.connect(owner)) {
            requireSupported(connection.getMetaData().getDatabaseMajorVersion(), owner);
            setUpRoles(connection);
            var packaged = MigrationFiles.versions();
            SchemaHistory history = SchemaHistory.read(connection);
            history.requireNotNewerThan(packaged);
            int migrations = history.isExactly(packaged) ? 0 : runFlyway();
            if (masterKey.isPresent()) {
                requireMasterKey(connection, masterKey.get());
            }
            requireLogin(connection, application);
            return new Migrated(application, roles, packaged.last().getVersion(), migrations);
        } catch (SQLException failed) {
            throw new MigrationException("The database " + owner + " cannot be used: " + failed.getMessage(), failed);
        }
    }

    static void requireSupported(int major, DatabaseUrl database) {
        if (major < OLDEST_SERVER) {
            throw new MigrationException("The database " + database + " is a PostgreSQL " + major
                    + ", and Guildhall needs " + OLDEST_SERVER
                    + " or later. Upgrade it, or start without --database-url to use the embedded one.");
        }
    }

    private void setUpRoles(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            new RoleSetup(connection, owner, roles).run(appPassword);
            connection.commit();
        } catch (SQLException | RuntimeException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private int runFlyway() {
        try {
            int executed = Flyway.configure()
                    .dataSource(Jdbc.dataSource(owner))
                    .locations("classpath:" + MigrationFiles.LOCATION)
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .defaultSchema("guildhall")
                    .createSchemas(false)
                    .lockRetryCount((int) LOCK_PATIENCE.toSeconds())
                    .outputQueryResults(false)
                    .placeholders(Map.of(
                            "app_role", quoted(roles.app()),
                            "storage_role", quoted(roles.storage()),
                            "storage_role_name", roles.storage(),
                            "roles_role", quoted(roles.roles()),
                            "audit_role", quoted(roles.audit()),
                            "extension_role", quoted(roles.extension()),
                            "ddl_role", quoted(roles.ddl())))
                    .load()
                    .migrate()
                    .migrationsExecuted;
            LOG.info("Ran {} migrations on {}", executed, owner);
            return executed;
        } catch (FlywayException failed) {
            throw new MigrationException(
                    "The database " + owner + " could not be migrated: " + failed.getMessage(), failed);
        }
    }

    private void requireMasterKey(Connection connection, String fingerprint) throws SQLException {
        try (PreparedStatement first = connection.prepareStatement(
                "insert into guildhall.master_key (fingerprint) values (?) on conflict do nothing")) {
            first.setString(1, fingerprint);
            first.executeUpdate();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select fingerprint from guildhall.master_key")) {
            if (!row.next() || !row.getString(1).equals(fingerprint)) {
                throw new MigrationException("The secrets in the database " + owner
                        + " are encrypted with another master key than this node's. Give every node the key of the first:"
                        + " as GUILDHALL_SECRET_KEY, or as the file master.key in its data directory.");
            }
        }
    }

    /** The password may have been changed in the configuration since, or the role made by hand without one. */
    private void requireLogin(Connection connection, DatabaseUrl application) throws SQLException {
        try {
            Jdbc.connect(application).close();
        } catch (SQLException refused) {
            if (!WRONG_LOGIN.contains(refused.getSQLState())) {
                throw refused;
            }
            new RoleSetup(connection, owner, roles).setAppPassword(appPassword);
            Jdbc.connect(application).close();
        }
    }
}
