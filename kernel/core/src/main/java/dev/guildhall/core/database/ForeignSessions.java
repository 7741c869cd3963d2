package dev.guildhall.core.database;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jooq.impl.SQLDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where SQL runs that somebody else wrote: in sessions apart from the application's, each logged in as a role that is a
 * member of nothing. Such SQL can change every setting of its session, so nothing here relies on one: a transaction that
 * takes too long loses its connection and its server process, and a session is discarded before anybody else gets it.
 * May be called from any event loop; the work is called and the result arrives on the caller's.
 */
public final class ForeignSessions {

    private static final Logger LOG = LoggerFactory.getLogger(ForeignSessions.class);

    private static final int MOST_OPEN = 16;
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 4;

    private static final ParameterizedSql<Ended, Boolean> END = ParameterizedSql.rows(
            ended -> select(field(
                    "guildhall.end_extension_session({0}, {1})",
                    SQLDataType.BOOLEAN,
                    ended.value(Integer.class, Ended::process),
                    ended.value(String.class, Ended::role))),
            row -> true);

    /** A session by the number of its server process, and whose it is. */
    private record Ended(int process, String role) {}

    private final Vertx vertx;
    private final Database database;
    private final Connector connector;
    private final Function<String, Secret> passwords;
    private final Deque<ForeignConnection> idle = new ArrayDeque<>();
    private final long sweeping;
    private int open;
    private boolean closed;

    /**
     * @param server the database; user and password are set for each session
     * @param passwords of a role: always the same, and as random as a key
     */
    public ForeignSessions(
            Vertx vertx, Database database, Future<PgConnectOptions> server, Function<String, Secret> passwords) {
        this.vertx = vertx;
        this.database = database;
        this.connector = new Connector((VertxInternal) vertx, server);
        this.passwords = passwords;
        this.sweeping = vertx.setPeriodic(KEPT.toMillis() / 4, now -> closeIdle(System.nanoTime() - KEPT.toNanos()));
    }

    /** What PostgreSQL is to know of a role's password. */
    public String scramSecret(String role) {
        return ScramSecret.of(passwords.apply(role));
    }

    /**
     * Runs the work in a transaction of this role that commits when the work's future succeeds and rolls back when it
     * fails, and is ended by force when the limit is over. One that lost to another transaction is run again a few
     * times, so the work must have no effect outside it. Fails with {@link ForeignLoginRefused} when the role is not
     * let in.
     */
    public <T> Future<T> inTransaction(ForeignLogin login, Duration limit, Function<ForeignTx, Future<T>> work) {
        return attempt(vertx.getOrCreateContext(), login, limit, work, 1);
    }

    private <T> Future<T> attempt(
            Context context, ForeignLogin login, Duration limit, Function<ForeignTx, Future<T>> work, int attempt) {
        return ForeignConnection.on(context, lease(login))
                .compose(connection -> ForeignConnection.on(context, transaction(context, connection, limit, work)))
                .recover(failure -> {
                    if (!PgErrors.isTransient(failure) || attempt == ATTEMPTS) {
                        return Future.failedFuture(failure);
                    }
                    var pause = ThreadLocalRandom.current().nextLong(1, 10L << attempt);
                    return vertx.timer(pause).compose(elapsed -> attempt(context, login, limit, work, attempt + 1));
                });
    }

    private <T> Future<T> transaction(
            Context context, ForeignConnection connection, Duration limit, Function<ForeignTx, Future<T>> work) {
        var tx = new ForeignTx(connection, context);
        var begun = connection.begin();
        var worked = perform(work, tx).timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        return worked.transform(done -> {
                    if (done.cause() instanceof TimeoutException) {
                        return Future.<T>failedFuture(done.cause());
                    }
                    var failed = begun.failed() ? begun.cause() : failure(tx, done.cause());
                    return failed == null
                            ? inTime(connection.commit(tx.requirement())).map(done.result())
                            : inTime(connection.rollback()).transform(ended -> Future.failedFuture(failed));
                })
                .compose(result -> begun.map(result))
                .onComplete(done -> {
                    if (done.cause() instanceof TimeoutException) {
                        endByForce(connection);
                    } else {
                        giveBack(connection);
                    }
                });
    }

    // What lost to another transaction is run again, whatever the work has made of that.
    private static Throwable failure(ForeignTx tx, Throwable worked) {
        return worked == null || tx.failure() != null && PgErrors.isTransient(tx.failure()) ? tx.failure() : worked;
    }

    private static <T> Future<T> perform(Function<ForeignTx, Future<T>> work, ForeignTx tx) {
        try {
            return work.apply(tx);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    // Deferred triggers run at the commit.
    private static <T> Future<T> inTime(Future<T> ended) {
        return ended.timeout(ForeignConnection.SECONDS_TO_END, TimeUnit.SECONDS);
    }

    private Future<ForeignConnection> lease(ForeignLogin login) {
        Optional<ForeignConnection> evicted;
        synchronized (this) {
            if (closed) {
                return Future.failedFuture(PgErrors.unavailable());
            }
            var kept = take(login);
            if (kept.isPresent()) {
                return Future.succeededFuture(kept.get());
            }
            evicted = open < MOST_OPEN ? Optional.empty() : Optional.ofNullable(idle.pollFirst());
            open += evicted.isPresent() ? 0 : 1;
        }
        evicted.ifPresent(connection -> connection.close().onFailure(PooledConnection::notClosed));
        var context = (ContextInternal) vertx.getOrCreateContext();
        return ForeignConnection.open(connector, context, login, passwords.apply(login.role()))
                .onFailure(failure -> closedOne());
    }

    private Optional<ForeignConnection> take(ForeignLogin login) {
        for (Iterator<ForeignConnection> all = idle.descendingIterator(); all.hasNext(); ) {
            var connection = all.next();
            if (connection.login().equals(login)) {
                all.remove();
                if (connection.isUsable()) {
                    return Optional.of(connection);
                }
                open--;
            }
        }
        return Optional.empty();
    }

    private void giveBack(ForeignConnection connection) {
        synchronized (this) {
            if (!closed && connection.isUsable()) {
                connection.discard(System.nanoTime());
                idle.addLast(connection);
                return;
            }
        }
        endByForce(connection);
    }

    private void endByForce(ForeignConnection connection) {
        closedOne();
        connection.cut();
        database.list(
                        Tenant.PLATFORM,
                        END.with(new Ended(
                                connection.processId(), connection.login().role())))
                .onFailure(failure -> LOG.warn(
                        "Cannot make sure that session {} of {} has ended",
                        connection.processId(),
                        connection.login().role(),
                        failure));
    }

    private synchronized void closedOne() {
        open--;
    }

    private void closeIdle(long olderThan) {
        List<ForeignConnection> old = new ArrayList<>();
        synchronized (this) {
            while (!idle.isEmpty() && idle.peekFirst().idleSince() - olderThan <= 0) {
                old.add(idle.pollFirst());
                open--;
            }
        }
        old.forEach(connection -> connection.close().onFailure(PooledConnection::notClosed));
    }

    /** Closes what is idle and takes no more work; what is under way is closed when it ends. */
    public Future<Void> close() {
        vertx.cancelTimer(sweeping);
        List<ForeignConnection> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(idle);
            idle.clear();
        }
        return Future.join(all.stream().map(ForeignConnection::close).toList())
                .transform(done -> Future.succeededFuture());
    }
}
