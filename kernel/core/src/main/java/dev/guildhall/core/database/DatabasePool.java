package dev.guildhall.core.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.util.concurrent.TimeUnit;

/** Makes the connection pool that {@link Database} works with. */
public final class DatabasePool {

    /** Few connections with deep pipelines do more than many; PostgreSQL shares the machine's cores. */
    private static final int CONNECTIONS = 16;

    private DatabasePool() {}

    /**
     * A pool of connections as the application role. Statements are prepared once per connection; one that runs longer
     * than half a minute, waits longer than ten seconds for a lock, or leaves its transaction idle is cancelled.
     */
    public static Pool create(Vertx vertx, PgConnectOptions server) {
        return create(vertx, Future.succeededFuture(server));
    }

    /** A pool for a server that is still starting; its users wait for it, each for at most ten seconds. */
    public static Pool create(Vertx vertx, Future<PgConnectOptions> server) {
        var login = server.<SqlConnectOptions>map(DatabasePool::options);
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(CONNECTIONS)
                        .setMaxWaitQueueSize(10_000)
                        .setConnectionTimeout(10)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(() -> login)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions options(PgConnectOptions server) {
        return new PgConnectOptions(server)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPreparedStatementCacheSqlLimit(16_384)
                .setPreparedStatementCacheSqlFilter(sql -> !sql.startsWith(Tx.FOREIGN))
                .setPipeliningLimit(64)
                .addProperty("application_name", "guildhall")
                .addProperty("statement_timeout", "30000")
                .addProperty("lock_timeout", "10000")
                // What a node that stands still has locked, others wait for.
                .addProperty("idle_in_transaction_session_timeout", "10000");
    }
}
