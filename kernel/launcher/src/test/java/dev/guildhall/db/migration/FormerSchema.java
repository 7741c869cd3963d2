package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.Jdbc.quoted;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** The schema as earlier releases left it. */
public final class FormerSchema {

    private FormerSchema() {}

    /** Migrates an empty database, given by its superuser's URL, no further than to this version. */
    public static Connection migrate(String url, String version) throws SQLException {
        var owner = DatabaseUrl.parse(url);
        var roles = Roles.of(owner.database());
        var connection = Jdbc.connect(owner);
        new RoleSetup(connection, owner, roles).run("the application's of before");
        try (Statement statement = connection.createStatement()) {
            // What that release's set-up did beyond.
            statement.execute("grant " + quoted(roles.extension()) + " to " + quoted(roles.app()));
            statement.execute("grant " + quoted(roles.ddl()) + " to " + quoted(roles.storage()));
        }
        Flyway.configure()
                .dataSource(Jdbc.dataSource(owner))
                .locations("classpath:" + MigrationFiles.LOCATION)
                .defaultSchema("guildhall")
                .createSchemas(false)
                .target(version)
                .placeholders(Map.of(
                        "app_role", quoted(roles.app()),
                        "storage_role", quoted(roles.storage()),
                        "storage_role_name", roles.storage(),
                        "roles_role", quoted(roles.roles()),
                        "audit_role", quoted(roles.audit()),
                        "extension_role", quoted(roles.extension()),
                        "ddl_role", quoted(roles.ddl())))
                .load()
                .migrate();
        return connection;
    }
}
