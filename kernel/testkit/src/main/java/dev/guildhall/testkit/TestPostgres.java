package dev.guildhall.testkit;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL for all tests of a JVM, ended with it. It begins with the current schema; each test class gets a copy of
 * that database, as quick to make as a file copy.
 */
final class TestPostgres {

    private static final String TEMPLATE = "guildhall";
    private static final String APP_PASSWORD = "app-password-of-the-tests";
    private static final AtomicInteger COPIES = new AtomicInteger();
    private static final TestPostgres SHARED = new TestPostgres();

    private final DatabaseUrl owner;
    private final DatabaseUrl application;

    private TestPostgres() {
        var options = EmbeddedPostgres.Options.temporary();
        MigratedDirectory.copyTo(options, APP_PASSWORD);
        var server = EmbeddedPostgres.start(options);
        this.owner = DatabaseUrl.parse(server.url(TEMPLATE));
        this.application = new Migrator(owner, APP_PASSWORD).migrate().application();
    }

    /** A database with the current schema and nothing in it: as its owner, and as the application's role. */
    record Fresh(PgConnectOptions owner, PgConnectOptions application) {}

    static Fresh fresh(Vertx vertx) {
        return SHARED.copy(vertx);
    }

    private Fresh copy(Vertx vertx) {
        var name = "copy_" + COPIES.incrementAndGet();
        var connection = Await.result(PgConnection.connect(vertx, options(owner.withDatabase("postgres"))));
        Await.result(connection
                .query("create database " + name + " template " + TEMPLATE)
                .execute());
        // A copy has everything of its template but the rights on the database itself.
        Await.result(connection
                .query("grant create on database " + name + " to " + TEMPLATE + "_storage")
                .execute());
        Await.result(connection.close());
        return new Fresh(options(owner.withDatabase(name)), options(application.withDatabase(name)));
    }

    private static PgConnectOptions options(DatabaseUrl url) {
        return new PgConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(url.user())
                .setPassword(url.password());
    }
}
