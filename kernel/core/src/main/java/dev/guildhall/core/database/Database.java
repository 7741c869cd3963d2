package dev.guildhall.core.database;

import dev.guildhall.core.database.PooledConnection.Session;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The database as the modules see it. Whatever runs here runs in a transaction of a {@link Tenant}, so that row-level
 * security applies to it; there is no other way to a connection. May be called from any event loop; results
 * arrive on the caller's.
 */
public final class Database {

    private static final int ATTEMPTS = 4;
    private static final String BEGIN = "BEGIN; ";
    private static final String LIST_LIMIT = "; SET LOCAL statement_timeout = '2s'";
    private static final String SNAPSHOT =
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL timezone = 'UTC';"
                    + " SET LOCAL idle_in_transaction_session_timeout = '15min'; ";
    private static final String PROBE =
            "BEGIN; SET LOCAL lock_timeout = '1s';" + " UPDATE guildhall.readiness SET written_at = now(); COMMIT";

    // Both are one transaction, for they travel together.
    private static final String TELL = "SET LOCAL synchronous_commit = off; NOTIFY %s, '%s'";

    private final Vertx vertx;
    private final DatabasePool pool;
    private final GroupCommit groups;
    private final Channels channels;

    public Database(Vertx vertx, DatabasePool pool) {
        this.vertx = vertx;
        this.pool = pool;
        this.groups = new GroupCommit(vertx, this);
        this.channels = new Channels(pool);
    }

    /**
     * Runs the work in a transaction that commits when the work's future succeeds and rolls back when it fails. A
     * transaction that lost to a concurrent one (serialization failure, deadlock) is run again a few times, so the work
     * must have no effect outside it.
     */
    public <T> Future<T> inTransaction(Tenant tenant, Function<Tx, Future<T>> work) {
        return attempt(tenant, work, 1);
    }

    /**
     * The same for short work that locks a row which all work of its kind in the tenant locks. It waits in a line of this
     * process instead of at the lock, and what has waited in a line is committed together: one piece of work after the other
     * in one transaction. When one fails, none of it is kept, and each is run again by itself. It may not wait for other work
     * of this kind.
     */
    public <T> Future<T> inLine(Tenant tenant, Function<Tx, Future<T>> work) {
        return groups.add(tenant, work);
    }

    /** Fails with {@link GroupCommit.Unkept} when it is certain that nothing of it was kept. */
    Future<Void> commitTogether(Tenant tenant, List<GroupCommit.Change<?>> changes) {
        return pool.use(Turn.current(tenant), connection -> {
            var begun = connection.query(begin(tenant));
            var lastWork = new ArrayList<Future<?>>();
            var done = Future.<Void>succeededFuture();
            for (var change : changes) {
                done = done.compose(before -> change.perform(tenant, connection))
                        .map(last -> {
                            lastWork.addAll(last);
                            return null;
                        });
            }
            // No COMMIT is on its way before all else is known to be well: what may have been committed is not run
            // again.
            return done.compose(performed -> Future.join(lastWork)).transform(performed -> {
                var failure = begun.failed() ? begun.cause() : performed.cause();
                return failure == null
                        ? connection.query("COMMIT").transform(Database::committed)
                        : rollback(connection).transform(ended -> notKept(begun, failure));
            });
        });
    }

    private static Future<Void> committed(AsyncResult<?> ended) {
        if (ended.succeeded()) {
            return Future.succeededFuture();
        }
        return Future.failedFuture(
                PgErrors.isRefusal(ended.cause())
                        ? new GroupCommit.Unkept(ended.cause())
                        : PgErrors.translate(ended.cause()));
    }

    // A failed BEGIN would have run every statement outside a transaction and its scope.
    private static Future<Void> notKept(Future<?> begun, Throwable failure) {
        return Future.failedFuture(
                begun.succeeded() || PgErrors.isTransient(failure)
                        ? new GroupCommit.Unkept(failure)
                        : PgErrors.translate(failure));
    }

    /**
     * Reads in one snapshot of the database, however many statements that takes and however long: nothing of what is
     * committed meanwhile is seen, and nothing can be written. Times have the zone UTC. It is not run again when it fails,
     * for what was read has been used by then.
     */
    public <T> Future<T> inSnapshot(Tenant tenant, Function<Tx, Future<T>> work) {
        return pool.use(Turn.current(tenant), connection -> transaction(connection, tenant, SNAPSHOT, work));
    }

    /**
     * Runs one query, which may change something too: begin, scope, query and commit travel to the database together. It
     * fails when it is not known to be committed.
     */
    public <T> Future<List<T>> list(Tenant tenant, Sql<T> sql) {
        return read(Turn.current(tenant), begin(tenant), tenant, sql);
    }

    /**
     * Listens on a channel to what any node {@linkplain #tell tells} there, on a connection that is for nothing else. It is a
     * hint: what is told while that connection is lost is not heard, so what it tells of is to be looked for anyway.
     *
     * @param heard is given the payload, on some event loop
     * @param lost is told that the connection is lost, once or several times
     */
    public Future<Listening> listen(String channel, Consumer<String> heard, Runnable lost) {
        return channels.listen(channel, heard, lost);
    }

    /**
     * Tells everybody who listens to a channel, this node included. Of that nothing is left after a crash, so it is not
     * waited for until it is on disk, which would be for as long as a commit that counts.
     */
    public Future<Void> tell(String channel, String payload) {
        var sql = TELL.formatted(channel, payload.replace("'", "''"));
        return pool.use(Turn.current(Tenant.PLATFORM), connection -> connection.query(sql))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(PgErrors.translate(failure)));
    }

    /** Has somebody told whenever a connection is lost, for the database may have crashed; on any thread. */
    public void onLoss(Runnable lost) {
        pool.onLoss(lost);
    }

    /** What is listened to, until it is closed. */
    public interface Listening {
        Future<Void> close();
    }

    public <T> Future<Optional<T>> first(Tenant tenant, Sql<T> sql) {
        return list(tenant, sql).map(rows -> rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0)));
    }

    /**
     * Reads a page of a list that a client has a say in, by filter and order. It is given two seconds, and few of a
     * workspace are read at once.
     */
    public <T> Future<List<T>> page(Tenant tenant, Sql<T> sql) {
        return read(Turn.current(tenant).forList(), begin(tenant) + LIST_LIMIT, tenant, sql);
    }

    private <T> Future<List<T>> read(Turn turn, String begin, Tenant tenant, Sql<T> sql) {
        return pool.use(turn, connection -> {
            var begun = connection.query(begin);
            // What was begun is ended, even when the query cannot be written.
            var rows = run(tx -> tx.list(sql), new Tx(tenant, connection));
            var ended = connection.query("COMMIT");
            return Future.join(begun, rows, ended).transform(all -> {
                // Without its scope the query would have found nothing instead of failing.
                var failure = begun.failed() ? begun.cause() : ended.cause();
                return failure == null || rows.failed() && begun.succeeded()
                        ? rows
                        : Future.failedFuture(PgErrors.translate(failure));
            });
        });
    }

    /** Succeeds when the database can be written to. */
    public Future<Void> probe() {
        return pool.use(
                Turn.probe(),
                connection -> connection
                        .query(PROBE)
                        .transform(probed -> probed.succeeded()
                                ? Future.<Void>succeededFuture()
                                : connection
                                        .query("ROLLBACK")
                                        .transform(ended -> Future.failedFuture(probed.cause()))));
    }

    private <T> Future<T> attempt(Tenant tenant, Function<Tx, Future<T>> work, int attempt) {
        return pool.use(Turn.current(tenant), connection -> transaction(connection, tenant, BEGIN, work))
                .recover(failure -> {
                    if (!PgErrors.isTransient(failure)) {
                        return Future.failedFuture(failure);
                    }
                    if (attempt == ATTEMPTS) {
                        return Future.failedFuture(PgErrors.translate(failure));
                    }
                    var pause = ThreadLocalRandom.current().nextLong(1, 10L << attempt);
                    return vertx.timer(pause).compose(elapsed -> attempt(tenant, work, attempt + 1));
                });
    }

    private <T> Future<T> transaction(Session connection, Tenant tenant, String begin, Function<Tx, Future<T>> work) {
        var tx = new Tx(tenant, connection);
        var begun = connection.query(begin + Tx.scope(tenant));
        return run(work, tx).transform(done -> {
            // PostgreSQL answers the COMMIT of a transaction with a failed statement by rolling back, without an error.
            var failed = done.failed() ? done.cause() : tx.failure().orElse(null);
            if (failed != null) {
                return rollback(connection).transform(ended -> Future.failedFuture(failed));
            }
            return commit(connection, tx).transform(ended -> {
                // A failed BEGIN would have run every statement outside a transaction and its scope.
                var failure = begun.failed() ? begun.cause() : ended.cause();
                if (failure != null) {
                    return Future.failedFuture(PgErrors.isTransient(failure) ? failure : PgErrors.translate(failure));
                }
                tx.committed();
                return Future.succeededFuture(done.result());
            });
        });
    }

    static <T> Future<T> run(Function<Tx, Future<T>> work, Tx tx) {
        try {
            return work.apply(tx);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private static String begin(Tenant tenant) {
        return BEGIN + Tx.scope(tenant);
    }

    // COMMIT of a failed transaction succeeds as a rollback, so the last work's own outcome decides.
    private static Future<Void> commit(Session connection, Tx tx) {
        var lastWork = tx.runLastWork();
        var committed = connection.query("COMMIT");
        return Future.join(lastWork)
                .transform(worked -> committed.transform(ended -> {
                    if (worked.failed()) {
                        return Future.failedFuture(worked.cause());
                    }
                    return ended.failed() ? Future.failedFuture(ended.cause()) : Future.succeededFuture();
                }));
    }

    private static Future<Void> rollback(Session connection) {
        return connection.query("ROLLBACK").mapEmpty();
    }
}
