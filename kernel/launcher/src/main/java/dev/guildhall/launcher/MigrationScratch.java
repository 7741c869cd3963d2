package dev.guildhall.launcher;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.extensions.ArtifactCheck;
import dev.guildhall.host.ExtensionArchive;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL for a moment, in which an author's migrations are run as they are when the artifact is uploaded. */
final class MigrationScratch {

    private static final int SECONDS = 60;

    private MigrationScratch() {}

    /** Runs them all; throws a problem that says which one fails and why. */
    static void run(ExtensionArchive archive) {
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        var key = MasterKey.of(new Secret(Base64.getEncoder().encodeToString(random)));
        var vertx = Vertx.vertx();
        try (var server = DatabaseServer.temporary(key)) {
            var login = Future.succeededFuture(server.applicationLogin());
            var database = new Database(vertx, DatabasePool.create(vertx, login));
            var sessions = new ForeignSessions(vertx, database, login, key::databasePassword);
            var tried = ArtifactCheck.tryMigrations(database, sessions, archive);
            await(tried.eventually(sessions::close));
        } finally {
            await(vertx.close());
        }
    }

    private static void await(Future<?> future) {
        try {
            future.await(SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new IllegalStateException("It took longer than " + SECONDS + " seconds", late);
        }
    }
}
