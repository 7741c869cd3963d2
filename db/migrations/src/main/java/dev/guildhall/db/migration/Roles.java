package dev.guildhall.db.migration;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The roles of one Guildhall database, named after it because roles belong to the whole server.
 *
 * @param app logs in and serves requests; owns nothing and cannot bypass row-level security
 * @param storage owns the workspaces' schemas, the extensions' tables in them, and the functions that make, migrate and
 *     drop them; cannot log in
 * @param extension what extensions' SQL runs as, by {@code set local role}; cannot log in
 * @param ddl what extensions' migrations run as; reaches one workspace's schema, and only meanwhile; cannot log in
 */
public record Roles(String app, String storage, String extension, String ddl) {

    private static final int LONGEST_NAME = 63;
    private static final Pattern SAFE_NAME = Pattern.compile("[^'%$\\\\]+");

    static Roles of(String database) {
        if (!SAFE_NAME.matcher(database).matches()) {
            throw new MigrationException("The database's name \"" + database
                    + "\" has a ', %, $ or \\ in it, which migrations cannot quote. Rename the database.");
        }
        var roles = new Roles(database + "_app", database + "_storage", database + "_extension", database + "_ddl");
        if (roles.extension.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new MigrationException("The database's name \"" + database + "\" is too long: roles are named after"
                    + " it, so it may have at most " + (LONGEST_NAME - "_extension".length()) + " bytes.");
        }
        return roles;
    }
}
