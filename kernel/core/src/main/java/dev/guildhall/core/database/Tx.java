package dev.guildhall.core.database;

import dev.guildhall.core.database.PooledConnection.Session;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Query;

/**
 * An open transaction of one {@link Tenant}, whose rows it sees. It is passed as a parameter to everything that takes
 * part, is used from one event loop, and ends when the work it was opened for completes. Statements are sent in the order
 * of the calls and need not await each other when they do not depend on each other's result.
 */
public final class Tx {

    /** What the text of a foreign statement begins with, by which the pool knows not to keep it prepared. */
    static final String FOREIGN = "/* foreign */ ";

    private final Tenant tenant;
    private final Session connection;
    private final Map<Class<?>, LastWork> lastWork;
    private final List<Runnable> afterCommit;
    private final LastCalls lastCalls = new LastCalls();
    private Throwable failure;

    Tx(Tenant tenant, Session connection) {
        this(tenant, connection, new LinkedHashMap<>(), new ArrayList<>());
    }

    private Tx(Tenant tenant, Session connection, Map<Class<?>, LastWork> lastWork, List<Runnable> afterCommit) {
        this.tenant = tenant;
        this.connection = connection;
        this.lastWork = lastWork;
        this.afterCommit = afterCommit;
    }

    /** Work that belongs at the end of a transaction, just before it commits. */
    public interface LastWork {

        /** Sends its statements without awaiting them; the commit follows on the same connection at once. */
        Future<?> run(Tx tx);

        /**
         * Its place among the last work of a transaction, the lowest first; the same for all of its kind. What locks
         * rows that other last work also locks would deadlock if each transaction did it in an order of its own.
         */
        default int place() {
            return 0;
        }
    }

    public Tenant tenant() {
        return tenant;
    }

    /** Whether it sees the rows of this tenant. */
    public boolean sees(Tenant other) {
        return tenant == Tenant.PLATFORM || tenant.equals(other);
    }

    public <T> Future<List<T>> list(Sql<T> sql) {
        return prepared(sql.text(), sql.arguments()).map(rows -> {
            var mapped = new ArrayList<T>(rows.size());
            rows.forEach(row -> mapped.add(sql.map(new ResultRow(row))));
            return mapped;
        });
    }

    public <T> Future<Optional<T>> first(Sql<T> sql) {
        return list(sql).map(rows -> rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0)));
    }

    /** Runs a change and gives the number of rows it touched. */
    public Future<Integer> execute(Sql<?> sql) {
        return prepared(sql.text(), sql.arguments()).map(SqlResult::rowCount);
    }

    /**
     * Runs a query of one number, in one statement with others of its kind that follow it. It is sent when the next
     * statement is, or with the commit: only last work may await it.
     *
     * @param refused what a failure of this query means; it is given those of the others too, and lets them pass
     */
    public Future<Long> lastly(Sql<Long> query, Function<Throwable, Future<Long>> refused) {
        var number = lastCalls.add(query, refused);
        if (lastCalls.isFull()) {
            lastCalls.send(this::send);
        }
        return number;
    }

    /** Runs a change that was built for this call. */
    public Future<Integer> execute(Query query) {
        return execute(Sql.change(query));
    }

    /**
     * Runs one statement that somebody else wrote, who is to hear what is wrong with it: when PostgreSQL refuses it, the
     * failure is its {@link io.vertx.pgclient.PgException} as it is. It is prepared anew each time, for in another
     * workspace the same text means other tables.
     */
    public Future<RowSet<Row>> foreign(String sql, Tuple arguments) {
        return connection.prepared(FOREIGN + sql, arguments).recover(cause -> {
            var translated = PgErrors.translate(cause);
            note(translated);
            return Future.failedFuture(cause instanceof PgException ? cause : translated);
        });
    }

    /**
     * Does a part of the platform's work as that of one workspace, whose rows alone it sees. Nothing else may be sent on
     * this transaction until it is done.
     */
    public <T> Future<T> within(WorkspaceId workspace, Function<Tx, Future<T>> work) {
        if (tenant != Tenant.PLATFORM) {
            throw new IllegalStateException("The transaction is that of " + tenant + " already");
        }
        var narrowed = new Tx(workspace, connection, lastWork, afterCommit);
        return enter(workspace)
                .compose(entered -> work.apply(narrowed))
                .compose(done -> enter(tenant).map(done))
                // What follows would run as the workspace's.
                .onFailure(this::note);
    }

    private Future<Void> enter(Tenant other) {
        return observed(connection.query(scope(other))).mapEmpty();
    }

    /** The statement that tells row-level security whose rows are seen. */
    static String scope(Tenant tenant) {
        var scope = switch (tenant.kind()) {
            case PLATFORM -> "platform";
            case ORGANIZATION -> "organization:" + tenant.value();
            case WORKSPACE -> tenant.value().toString();
        };
        return "SET LOCAL guildhall.scope = '" + scope + "'";
    }

    private Future<RowSet<Row>> prepared(String sql, Tuple arguments) {
        // Statements are sent in the order of the calls.
        lastCalls.send(this::send);
        return send(sql, arguments);
    }

    private Future<RowSet<Row>> send(String sql, Tuple arguments) {
        return observed(connection.prepared(sql, arguments));
    }

    /** The one piece of last work of this type, made when it is first asked for. */
    public <W extends LastWork> W lastWork(Class<W> type, Supplier<W> make) {
        return type.cast(lastWork.computeIfAbsent(type, absent -> make.get()));
    }

    /** Runs once the transaction has committed, before its caller hears of it; must not throw or block. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    List<Future<?>> runLastWork() {
        var sent = new ArrayList<Future<?>>(lastWork.size());
        lastWork.values().stream()
                .sorted(Comparator.comparingInt(LastWork::place))
                .forEach(work -> sent.add(work.run(this)));
        lastCalls.send(this::send);
        return sent;
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /** What made the transaction unable to commit, if anything did. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    // A transient failure must reach the retry untranslated.
    private <T> Future<T> observed(Future<T> statement) {
        return statement.recover(cause -> {
            var translated = PgErrors.isTransient(cause) ? cause : PgErrors.translate(cause);
            note(translated);
            return Future.failedFuture(translated);
        });
    }

    private void note(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }
}
