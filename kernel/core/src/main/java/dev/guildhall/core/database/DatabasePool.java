package dev.guildhall.core.database;

import dev.guildhall.core.database.PooledConnection.Session;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The connections that {@link Database} works with, as the application role: opened when they are needed, taken in
 * turn, and closed when they are of no more use. The driver's own pool knows neither turns nor how to let go of a
 * connection whose server became another.
 */
public final class DatabasePool {

    /** Few connections with deep pipelines do more than many; PostgreSQL shares the machine's cores. */
    private static final int CONNECTIONS = 16;

    private static final long CONNECT_SECONDS = 10;
    private static final long WAIT_MILLIS = 5_000;
    private static final long WATCH_MILLIS = 1_000;
    private static final long RECONNECT_MILLIS = 1_000;
    /** While a server refuses everything, a new connection for each request would cost it more than the refusals. */
    private static final long YOUNG_NANOS = Duration.ofSeconds(5).toNanos();

    private final VertxInternal vertx;
    private final Future<PgConnectOptions> server;
    private final Connector connector;
    private final ConnectionQueue queue = new ConnectionQueue(CONNECTIONS);
    private final Deque<PooledConnection> idle = new ArrayDeque<>();
    private final Map<PooledConnection, ConnectionQueue.Place> used = new ConcurrentHashMap<>();
    private final OutageLog outages = new OutageLog();
    private final SilenceWatch watch;
    private final long timer;
    private final List<Runnable> losses = new CopyOnWriteArrayList<>();
    private boolean closed;

    private DatabasePool(VertxInternal vertx, Future<PgConnectOptions> server) {
        this.vertx = vertx;
        this.server = server.map(DatabasePool::options);
        this.connector = new Connector(vertx, this.server);
        this.watch = new SilenceWatch(vertx, connector);
        this.timer = vertx.setPeriodic(WATCH_MILLIS, tick -> closeLost());
    }

    /**
     * Statements are prepared once per connection; one that runs longer than half a minute, waits longer than ten
     * seconds for a lock, or leaves its transaction idle is cancelled.
     */
    public static DatabasePool create(Vertx vertx, PgConnectOptions server) {
        return create(vertx, Future.succeededFuture(server));
    }

    /** A pool for a server that is still starting; its users wait for it, each for at most ten seconds. */
    public static DatabasePool create(Vertx vertx, Future<PgConnectOptions> server) {
        return new DatabasePool((VertxInternal) vertx, server);
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

    /** Does some work on a connection that nobody else has meanwhile; results arrive on the caller's event loop. */
    <T> Future<T> use(Turn turn, Function<Session, Future<T>> work) {
        var context = vertx.getOrCreateContext();
        return place(turn, context)
                .compose(place -> connection(context)
                        .onFailure(failure -> place.leave())
                        .compose(connection -> use(connection, place, context, work)));
    }

    /**
     * One connection beside the others, for what the server tells by itself; opened again whenever it is lost.
     *
     * @param lost is told of that, and of each attempt in vain
     */
    Future<PgSubscriber> subscriber(Runnable lost) {
        return server.map(known -> PgSubscriber.subscriber(vertx, known).reconnectPolicy(times -> {
            lost.run();
            return RECONNECT_MILLIS;
        }));
    }

    private Future<ConnectionQueue.Place> place(Turn turn, ContextInternal context) {
        var called = context.<Void>promise();
        var place = queue.enter(turn, called::tryComplete);
        if (place == null) {
            return Future.failedFuture(busy());
        }
        if (called.future().isComplete()) {
            return called.future().map(place);
        }
        var patience = vertx.setTimer(WAIT_MILLIS, elapsed -> {
            if (place.giveUp()) {
                called.tryFail(busy());
            }
        });
        return called.future().onComplete(done -> vertx.cancelTimer(patience)).map(place);
    }

    static Problem busy() {
        return CommonError.UNAVAILABLE
                .because("Too much is asked of the database at the moment; try again in a second.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    private Future<PooledConnection> connection(ContextInternal context) {
        var open = takeIdle(context);
        if (open != null) {
            return Future.succeededFuture(open);
        }
        var opened = context.<PooledConnection>promise();
        connector.open(context, CONNECT_SECONDS).onComplete(opened);
        return opened.future()
                .onSuccess(connection -> connection.observe(this::failed, () -> closed(connection)))
                .onFailure(outages::noConnection)
                .recover(failure -> Future.failedFuture(PgErrors.unavailable()));
    }

    private synchronized PooledConnection takeIdle(ContextInternal context) {
        if (closed) {
            return null;
        }
        for (var connections = idle.iterator(); connections.hasNext(); ) {
            var connection = connections.next();
            if (connection.isOn(context)) {
                connections.remove();
                return connection;
            }
        }
        return idle.poll();
    }

    private <T> Future<T> use(
            PooledConnection connection,
            ConnectionQueue.Place place,
            ContextInternal context,
            Function<Session, Future<T>> work) {
        used.put(connection, place);
        return run(work, connection.session(context)).transform(done -> {
            used.remove(connection);
            putBack(connection);
            place.leave();
            return done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause());
        });
    }

    private static <T> Future<T> run(Function<Session, Future<T>> work, Session session) {
        try {
            return work.apply(session);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private void putBack(PooledConnection connection) {
        synchronized (this) {
            if (!closed && !connection.isRetired()) {
                idle.push(connection);
                return;
            }
        }
        connection.drop().onFailure(PooledConnection::notClosed);
    }

    // Of a server that cannot be written to or is going down, every connection is as bad.
    private void failed(PooledConnection connection, Throwable failure) {
        outages.note(failure);
        if (PgErrors.isConnectionLoss(failure)) {
            connection.retire();
        } else if (PgErrors.isServerChange(failure) && connection.ageNanos() > YOUNG_NANOS) {
            connection.retire();
            retireIdle();
        }
    }

    private void retireIdle() {
        List<PooledConnection> retired;
        synchronized (this) {
            retired = new ArrayList<>(idle);
            idle.clear();
        }
        retired.forEach(connection -> connection.close().onFailure(PooledConnection::notClosed));
    }

    /** Counts from now on what the database passes through, for operators. */
    public void countOutages(MeterRegistry meters) {
        outages.bindTo(meters);
    }

    void onLoss(Runnable lost) {
        losses.add(lost);
    }

    private void closed(PooledConnection connection) {
        synchronized (this) {
            idle.remove(connection);
        }
        losses.forEach(Runnable::run);
        var place = used.remove(connection);
        if (place != null) {
            place.leave();
        }
    }

    private void closeLost() {
        watch.findLost(used.keySet()).onSuccess(lost -> {
            if (!lost.isEmpty()) {
                lost.forEach(connection -> connection.drop().onFailure(PooledConnection::notClosed));
                retireIdle();
            }
        });
    }

    /** Closes every connection; those in use when their work is done. */
    public Future<Void> close() {
        List<PooledConnection> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(idle);
            idle.clear();
        }
        vertx.cancelTimer(timer);
        return Future.join(open.stream().map(PooledConnection::close).toList()).mapEmpty();
    }
}
