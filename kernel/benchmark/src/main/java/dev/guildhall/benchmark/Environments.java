package dev.guildhall.benchmark;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;

/** What modules stand on in a measurement without a server. */
final class Environments {

    private Environments() {}

    /** Nothing is kept in files. */
    static Environment of(Vertx vertx, PgConnectOptions login) {
        var database = new Database(vertx, DatabasePool.create(vertx, login));
        var key = MasterKey.of(new Secret(Base64.getEncoder().encodeToString(new byte[32])));
        var nowhere = Path.of(System.getProperty("java.io.tmpdir"), "guildhall-benchmark");
        return new Environment(
                vertx,
                database,
                new ForeignSessions(vertx, database, Future.succeededFuture(login), key::databasePassword),
                new SecretBox(key),
                OutboundGuard.create(vertx, false),
                CacheBudget.ofHeap(),
                new SimpleMeterRegistry(),
                Tracing.OFF,
                Settings.DEFAULTS,
                Clock.systemUTC(),
                "benchmark",
                URI.create("http://localhost"),
                nowhere,
                nowhere);
    }
}
