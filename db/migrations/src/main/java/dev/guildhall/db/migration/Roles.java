package dev.guildhall.db.migration;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The roles of one Guildhall database, named after it because roles belong to the whole server.
 *
 * @param app logs in and serves requests; owns nothing and cannot bypass row-level security
 * @param storage owns the extensions' schemas and the functions that make and drop what is in them; a member of every
 *     role of an extension; cannot log in
 * @param roles makes and drops the roles of extensions, by functions that can make no others; cannot log in
 * @param audit what the functions of the audit log work as; cannot log in
 * @param extension named by migrations of before; has no rights any more; cannot log in
 * @param ddl the same
 */
public record Roles(String app, String storage, String roles, String audit, String extension, String ddl) {

    private static final int LONGEST_NAME = 63;
    private static final Pattern SAFE_NAME = Pattern.compile("[^'%$\\\\]+");

    static Roles of(String database) {
        if (!SAFE_NAME.matcher(database).matches()) {
            throw new MigrationException("The database's name \"" + database
                    + "\" has a ', %, $ or \\ in it, which migrations cannot quote. Rename the database.");
        }
        var roles = new Roles(
                database + "_app",
                database + "_storage",
                database + "_roles",
                database + "_audit",
                database + "_extension",
                database + "_ddl");
        if (roles.extension.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new MigrationException("The database's name \"" + database + "\" is too long: roles are named after"
                    + " it, so it may have at most " + (LONGEST_NAME - "_extension".length()) + " bytes.");
        }
        return roles;
    }
}
