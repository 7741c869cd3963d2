package dev.guildhall.core.database;

import dev.guildhall.core.config.Secret;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A connection of one role that somebody else's SQL runs as. Between two transactions nothing of the session is kept:
 * what the first has set, prepared, locked, listened to or put aside is discarded before the second begins.
 */
final class ForeignConnection {

    static final int SECONDS_TO_END = 10;
    private static final long SECONDS_TO_CONNECT = 10;

    private final ForeignLogin login;
    private final PooledConnection opened;
    private final PgConnection connection;
    private final ResultGuard guard;
    private final AtomicInteger underWay = new AtomicInteger();
    private Future<?> clean = Future.succeededFuture();
    private long idleSince;

    private ForeignConnection(ForeignLogin login, PooledConnection opened, ResultGuard guard) {
        this.login = login;
        this.opened = opened;
        this.connection = opened.driver();
        this.guard = guard;
    }

    static Future<ForeignConnection> open(
            Connector connector, ContextInternal context, ForeignLogin login, Secret password) {
        return connector
                .open(context, server -> options(server, login, password), SECONDS_TO_CONNECT)
                .onSuccess(opened -> opened.observe((connection, failure) -> {}, () -> {}))
                .map(opened -> new ForeignConnection(login, opened, guard(opened.driver())))
                .recover(failure -> Future.failedFuture(
                        isRefusal(failure) ? new ForeignLoginRefused(failure) : PgErrors.translate(failure)));
    }

    // Settings given at login go before what the role may have set for itself, and DISCARD ALL returns to them.
    private static PgConnectOptions options(PgConnectOptions server, ForeignLogin login, Secret password) {
        return new PgConnectOptions(server)
                .setUser(login.role())
                .setPassword(password.reveal())
                .setCachePreparedStatements(false)
                .setPipeliningLimit(64)
                .addProperty("application_name", "guildhall-extension")
                .addProperty("search_path", login.schema() + ", pg_temp")
                .addProperty("statement_timeout", "30000")
                .addProperty("lock_timeout", "10000")
                .addProperty("idle_in_transaction_session_timeout", "60000")
                .addProperty("default_transaction_read_only", "off")
                .addProperty("default_transaction_isolation", "read committed")
                .addProperty("client_min_messages", "error")
                .addProperty("work_mem", "4MB");
    }

    private static ResultGuard guard(PgConnection connected) {
        // What SQL says beside its answers interests nobody.
        connected.noticeHandler(notice -> {}).exceptionHandler(failure -> {});
        var guard = new ResultGuard();
        socket(connected).socket().channelHandlerContext().pipeline().addBefore("codec", "result-guard", guard);
        return guard;
    }

    private static SocketConnectionBase socket(PgConnection connection) {
        return (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap();
    }

    // Not when the server is full, starts or stops, for then its answer would be the same for any role.
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof PgException refused
                && !refused.getSqlState().startsWith("53")
                && !refused.getSqlState().startsWith("57");
    }

    ForeignLogin login() {
        return login;
    }

    long idleSince() {
        return idleSince;
    }

    Future<Void> begin() {
        var begun = send("BEGIN");
        return Future.join(clean, begun).mapEmpty();
    }

    /** @param requirement a statement without which there is no commit; it takes no time of its own */
    Future<Void> commit(Optional<String> requirement) {
        var met = requirement.map(this::send).orElseGet(Future::succeededFuture);
        return send("COMMIT").compose(ended -> met);
    }

    Future<Void> rollback() {
        return send("ROLLBACK");
    }

    /** Leaves the session as new for whoever is next, whose first statement may follow at once. */
    void discard(long now) {
        idleSince = now;
        clean = send("DISCARD ALL").onFailure(failure -> cut());
    }

    boolean isUsable() {
        return !guard.isExceeded() && !clean.failed() && socket(connection).isValid();
    }

    Future<RowSet<Row>> run(String sql, Tuple arguments) {
        return answered(() -> connection.preparedQuery(sql).execute(arguments));
    }

    // Of what is not somebody else's SQL, the states that the database passes through are nobody's fault.
    private Future<Void> send(String sql) {
        return answered(() -> connection.query(sql).execute())
                .<Void>mapEmpty()
                .recover(failure ->
                        Future.failedFuture(PgErrors.outage(failure).isPresent() ? PgErrors.unavailable() : failure));
    }

    private <T> Future<T> answered(Supplier<Future<T>> statement) {
        if (underWay.getAndIncrement() == 0) {
            guard.reset();
        }
        return statement.get().onComplete(done -> underWay.decrementAndGet()).recover(failure -> {
            var cause = guard.isExceeded() ? new ResultTooLarge() : failure;
            return Future.failedFuture(cause instanceof PgException ? cause : PgErrors.translate(cause));
        });
    }

    int processId() {
        return connection.processId();
    }

    /** Says goodbye; for a session that is idle. */
    Future<Void> close() {
        return opened.close();
    }

    /** Ends the connection at once, whatever runs on it; the server may not notice before its next word. */
    void cut() {
        opened.drop().onFailure(PooledConnection::notClosed);
    }

    static <T> Future<T> on(Context context, Future<T> future) {
        var promise = Promise.<T>promise();
        future.onComplete(done -> context.runOnContext(now -> promise.handle(done)));
        return promise.future();
    }
}
