package dev.guildhall.core.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Query;

/**
 * An open transaction in one {@link Scope}. It is passed as a parameter to everything that takes part, is used from one
 * event loop, and ends when the work it was opened for completes. Statements are sent in the order of the calls and
 * need not await each other when they do not depend on each other's result.
 */
public final class Tx {

    private final Scope scope;
    private final SqlConnection connection;
    private final Map<Class<?>, LastWork> lastWork = new LinkedHashMap<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private Throwable failure;

    Tx(Scope scope, SqlConnection connection) {
        this.scope = scope;
        this.connection = connection;
    }

    /** Work that belongs at the end of a transaction, just before it commits. */
    public interface LastWork {

        /** Sends its statements without awaiting them; the commit follows on the same connection at once. */
        Future<?> run(Tx tx);
    }

    public Scope scope() {
        return scope;
    }

    public <T> Future<List<T>> list(Sql<T> sql, Object... values) {
        return raw(sql.text(), sql.arguments(values)).map(rows -> {
            var mapped = new ArrayList<T>(rows.size());
            rows.forEach(row -> mapped.add(sql.map(new ResultRow(row))));
            return mapped;
        });
    }

    public <T> Future<Optional<T>> first(Sql<T> sql, Object... values) {
        return list(sql, values).map(rows -> rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0)));
    }

    /** Runs a change and gives the number of rows it touched. */
    public Future<Integer> execute(Sql<?> sql, Object... values) {
        return raw(sql.text(), sql.arguments(values)).map(SqlResult::rowCount);
    }

    /** Runs a change that was built for this call. */
    public Future<Integer> execute(Query query) {
        return execute(Sql.change(query));
    }

    /** Runs SQL that jOOQ does not write: an extension's own statements. */
    public Future<RowSet<Row>> raw(String sql, Tuple arguments) {
        return observed(connection.preparedQuery(sql).execute(arguments));
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
        lastWork.values().forEach(work -> sent.add(work.run(this)));
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
            if (failure == null) {
                failure = translated;
            }
            return Future.failedFuture(translated);
        });
    }
}
