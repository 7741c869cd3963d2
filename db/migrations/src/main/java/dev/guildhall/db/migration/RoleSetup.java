package dev.guildhall.db.migration;

import static dev.guildhall.db.migration.Jdbc.quoted;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postgresql.util.PasswordUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the roles of a database and what they are to each other, as far as it is not done yet. Every step looks before
 * it acts, so that an administrator may have done any of it by hand, and an ordinary start changes nothing.
 */
final class RoleSetup {

    private static final Logger LOG = LoggerFactory.getLogger(RoleSetup.class);
    private static final Set<String> MAY_NOT = Set.of("42501", "0LP01", "0L000");
    private static final int SALT_BYTES = 16;
    private static final String ATTRIBUTES = " nosuperuser nocreatedb noreplication nobypassrls";

    private final Connection connection;
    private final DatabaseUrl owner;
    private final Roles roles;

    RoleSetup(Connection connection, DatabaseUrl owner, Roles roles) {
        this.connection = connection;
        this.owner = owner;
        this.roles = roles;
    }

    /** Runs within the connection's transaction, which holds a lock so that nodes starting together take turns. */
    void run(String appPassword) throws SQLException {
        lock();
        for (String role : withoutLogin()) {
            if (!exists(role)) {
                attempt(createRole(role));
            }
        }
        if (!exists(roles.app())) {
            attempt(createRole(roles.app()));
            setAppPassword(appPassword);
        }
        requireHarmless();
        grantMemberships();
        endFormerMembership(roles.extension(), roles.app());
        endFormerMembership(roles.ddl(), roles.storage());
        grantOnDatabase();
        requireOwnSchema();
    }

    /**
     * Foreign SQL could hold an advisory lock, but there is none as long as there is no table. Whoever does not own the
     * table is refused further on.
     */
    private void lock() throws SQLException {
        var historyOwner = text(
                "select tableowner from pg_tables where schemaname = 'guildhall' and tablename = ?",
                SchemaHistory.TABLE);
        if (historyOwner == null) {
            execute("select pg_advisory_xact_lock(hashtextextended('guildhall roles', 0))");
        } else if (is("select current_user = ?", historyOwner)) {
            execute("lock table guildhall." + SchemaHistory.TABLE + " in share row exclusive mode");
        }
    }

    private List<String> withoutLogin() {
        return List.of(roles.storage(), roles.roles(), roles.audit(), roles.extension(), roles.ddl());
    }

    /**
     * The storage role has the rights of extensions' roles at all times, to drop what they made. One role may make
     * roles, and nobody works as it but the functions that it owns.
     */
    private String createRole(String role) {
        return "create role " + quoted(role) + (role.equals(roles.app()) ? " login" : " nologin")
                + (role.equals(roles.storage()) ? " inherit" : " noinherit") + ATTRIBUTES
                + (role.equals(roles.roles()) ? " createrole" : " nocreaterole");
    }

    private boolean exists(String role) throws SQLException {
        return is("select exists (select from pg_roles where rolname = ?)", role);
    }

    private void requireHarmless() throws SQLException {
        String wrong = """
            select exists (select from pg_roles
             where rolname in (?, ?, ?, ?, ?, ?)
               and (rolsuper or rolbypassrls or rolcreaterole and rolname <> ?))\
            """;
        var all = new ArrayList<>(withoutLogin());
        all.add(roles.app());
        var named = new ArrayList<>(all);
        named.add(roles.roles());
        if (is(wrong, named.toArray(String[]::new))) {
            throw new MigrationException("One of the roles of " + owner.database() + " (" + String.join(", ", all)
                    + ") may bypass row-level security. Run: alter role <role> nosuperuser nobypassrls nocreaterole;");
        }
        if (owner.user().equals(roles.app())) {
            throw new MigrationException("The database URL's user is the application's own role " + roles.app()
                    + ", which must not own the schema. Give the URL of the database's owner.");
        }
    }

    /** The owner must be able to hand functions over to the roles that they work as. */
    private void grantMemberships() throws SQLException {
        attemptIf(
                "select rolcreaterole = false from pg_roles where rolname = ?",
                roles.roles(),
                "alter role " + quoted(roles.roles()) + " createrole");
        attemptIf(
                "select rolinherit = false from pg_roles where rolname = ?",
                roles.storage(),
                "alter role " + quoted(roles.storage()) + " inherit");
        for (String role : functionOwners()) {
            if (!is("select pg_has_role(current_user, ?, 'member')", role)
                    || !is("select pg_has_role(current_user, ?, 'usage')", role)) {
                attempt("grant " + quoted(role) + " to current_user");
            }
        }
    }

    /** What earlier releases gave and no longer serves anything; left alone where somebody else gave it by hand. */
    private void endFormerMembership(String role, String member) throws SQLException {
        var mine = """
            select grantor::regrole::text from pg_auth_members
             where roleid = to_regrole(quote_ident(?)) and member = to_regrole(quote_ident(?))
               and (grantor = current_user::regrole or (select rolsuper from pg_roles where rolname = current_user))
             limit 1\
            """;
        for (var grantor = text(mine, role, member); grantor != null; grantor = text(mine, role, member)) {
            attempt("revoke " + quoted(role) + " from " + quoted(member) + " granted by " + grantor);
        }
    }

    private List<String> functionOwners() {
        return List.of(roles.storage(), roles.roles(), roles.audit(), roles.ddl());
    }

    private void grantOnDatabase() throws SQLException {
        String database = quoted(owner.database());
        attemptIf(
                "select not has_database_privilege(?, current_database(), 'create')",
                roles.storage(),
                "grant create on database " + database + " to " + quoted(roles.storage()));
        attemptIf(
                "select not has_database_privilege(?, current_database(), 'connect')",
                roles.app(),
                "grant connect on database " + database + " to " + quoted(roles.app()));
    }

    /** A grant without the right to give it is a mere warning to PostgreSQL, so the condition is asked again. */
    private void attemptIf(String condition, String role, String statement) throws SQLException {
        if (is(condition, role)) {
            attempt(statement);
            if (is(condition, role)) {
                throw mayNot(statement, null);
            }
        }
    }

    private void requireOwnSchema() throws SQLException {
        if (!is("select to_regnamespace('guildhall') is not null")) {
            attempt("create schema guildhall");
            return;
        }
        String schemaOwner = text("select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'guildhall'");
        if (!is("select current_user = ?", schemaOwner)) {
            throw new MigrationException("The schema guildhall in " + owner.database() + " belongs to the role "
                    + schemaOwner + ", so migrations must run as it. Give that role in the database URL.");
        }
    }

    /**
     * Hashed here, so that the password is in no statement the server might log; and only once, for it is as random as a
     * key: hashing it over and over would make it no safer, and each of the pool's logins would have to do it again.
     */
    void setAppPassword(String password) throws SQLException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        String hashed = PasswordUtil.encodeScramSha256(password.toCharArray(), 1, salt);
        String statement = "alter role " + quoted(roles.app()) + " password ";
        try {
            execute(statement + "'" + hashed + "'");
            LOG.info("Set the password of the role {}", roles.app());
        } catch (SQLException refused) {
            throw explained(statement + "'<the configured one>'", refused);
        }
    }

    private void attempt(String statement) throws SQLException {
        try {
            execute(statement);
            LOG.info("Prepared the database: {}", statement);
        } catch (SQLException refused) {
            throw explained(statement, refused);
        }
    }

    private SQLException explained(String statement, SQLException refused) {
        if (MAY_NOT.contains(refused.getSQLState())) {
            throw mayNot(statement, refused);
        }
        return refused;
    }

    private MigrationException mayNot(String statement, SQLException cause) {
        return new MigrationException(
                "The role " + owner.user() + " may not prepare the database " + owner.database()
                        + " (it failed at: " + statement + "). Let an administrator run this once, then start again:\n"
                        + String.join("\n", byHand()),
                cause);
    }

    /** Everything an administrator would have to do for a URL user that may do none of it. */
    private List<String> byHand() {
        var statements = new ArrayList<String>();
        withoutLogin().forEach(role -> statements.add(createRole(role) + ";"));
        String database = quoted(owner.database());
        String user = quoted(owner.user());
        statements.add(createRole(roles.app()) + " password '...';");
        var owners = functionOwners().stream().map(Jdbc::quoted).toList();
        statements.add("grant " + String.join(", ", owners) + " to " + user + ";");
        statements.add("grant create on database " + database + " to " + user + ", " + quoted(roles.storage()) + ";");
        return statements;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean is(String question, String... parameters) throws SQLException {
        return "t".equals(text(question, parameters));
    }

    private String text(String question, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
