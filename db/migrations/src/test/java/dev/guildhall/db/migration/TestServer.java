package dev.guildhall.db.migration;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PostgreSQL of these tests: one temporary server per run, or, to try another version, the one whose superuser URL
 * is in {@code GUILDHALL_TEST_DATABASE_URL}.
 */
final class TestServer {

    static final String APP_PASSWORD = "the application's";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final DatabaseUrl SUPERUSER = DatabaseUrl.parse(url());

    private TestServer() {}

    private static String url() {
        String given = System.getenv("GUILDHALL_TEST_DATABASE_URL");
        return given != null ? given : EmbeddedPostgres.startTemporary().url("postgres");
    }

    static DatabaseUrl superuser() {
        return SUPERUSER;
    }

    /** An empty database of the superuser's. */
    static DatabaseUrl newDatabase() throws SQLException {
        return newDatabase(uniqueName("guild"));
    }

    static DatabaseUrl newDatabase(String name) throws SQLException {
        try (Session server = Session.as(SUPERUSER)) {
            server.run("create database " + Jdbc.quoted(name));
        }
        return SUPERUSER.withDatabase(name);
    }

    /** An empty database, and a role that is no superuser but owns it and may do what {@code rights} says. */
    static DatabaseUrl newDatabaseOfAnOwnerWith(String rights) throws SQLException {
        String name = uniqueName("owned");
        try (Session server = Session.as(SUPERUSER)) {
            server.run("create role " + name + "_owner login password 'owners' " + rights);
            server.run("create database " + name + " owner " + name + "_owner");
        }
        return SUPERUSER.withDatabase(name).as(name + "_owner", "owners");
    }

    /** A server given by its URL may hold databases and roles of earlier runs. */
    private static String uniqueName(String prefix) {
        return prefix + "_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    }

    static Migrator.Migrated migrate(DatabaseUrl owner) {
        return new Migrator(owner, APP_PASSWORD).migrate();
    }
}
