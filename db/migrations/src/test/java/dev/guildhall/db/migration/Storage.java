package dev.guildhall.db.migration;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.UUID;
import org.postgresql.util.PasswordUtil;

/** What one extension stores in one workspace, for a test. */
final class Storage {

    private static final String PASSWORD = "as-random-as-a-key";

    private final DatabaseUrl app;
    private final UUID workspace;
    private final String extension;

    Storage(DatabaseUrl app, UUID workspace, String extension) {
        this.app = app;
        this.workspace = workspace;
        this.extension = extension;
    }

    static UUID workspace(DatabaseUrl superuser) throws SQLException {
        return workspace(superuser, "ws-" + UUID.randomUUID().toString().substring(0, 13));
    }

    /** A workspace and nothing that belongs to one. */
    static UUID workspace(DatabaseUrl superuser, String key) throws SQLException {
        var id = UUID.randomUUID();
        try (Session session = Session.as(superuser)) {
            session.run("set session_replication_role = replica");
            session.run(
                    "insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)"
                            + " values (?, ?, 'Made', 'TEAM', ?, now(), now())",
                    id,
                    key,
                    id);
        }
        return id;
    }

    static String scram() {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        return PasswordUtil.encodeScramSha256(PASSWORD.toCharArray(), 1, salt);
    }

    void open() throws SQLException {
        try (Session session = Session.in(workspace, app)) {
            session.run("select guildhall.open_extension_storage(?, ?, ?, ?)", workspace, extension, scram(), scram());
            session.commit();
        }
    }

    void migrate(String script) throws SQLException {
        letMigrate(true);
        try (Session session = asOwner()) {
            session.run("select guildhall_door.run(?)", script);
        } finally {
            letMigrate(false);
        }
    }

    private void letMigrate(boolean allowed) throws SQLException {
        try (Session session = Session.in(workspace, app)) {
            session.run("select guildhall.let_extension_migrate(?, ?, ?)", workspace, extension, allowed);
            session.commit();
        }
    }

    void drop() throws SQLException {
        try (Session session = Session.in(workspace, app)) {
            session.run("select guildhall.drop_extension_storage(?, ?)", workspace, extension);
            session.commit();
        }
    }

    Session asOwner() throws SQLException {
        return as(owner());
    }

    Session asUser() throws SQLException {
        return as(user());
    }

    private Session as(String role) throws SQLException {
        var session = Session.as(app.as(role, PASSWORD));
        session.run("set search_path = " + schema() + ", pg_temp");
        return session;
    }

    String schema() throws SQLException {
        return name("schema_name");
    }

    String owner() throws SQLException {
        return name("owner_role");
    }

    String user() throws SQLException {
        return name("user_role");
    }

    private String name(String which) throws SQLException {
        try (Session session = Session.as(app)) {
            return session.ask("select " + which + " from guildhall.extension_names(?, ?)", workspace, extension);
        }
    }
}
