package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageException;
import dev.guildhall.spi.StorageTransaction;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The tables of one workspace's extensions, for the code of one of them. Every transaction is in the workspace's scope
 * and acts as the extensions' role, from its beginning until the host's own last work.
 */
final class TenantStorage implements Storage {

    private static final String ACT_AS_EXTENSION = "select guildhall.act_as_extension($1)";
    private static final String ACT_AS_APPLICATION = "select set_config('role', 'none', true)";
    private static final long TRANSACTION_SECONDS = 30;
    private static final String QUERY_CANCELED = "57014";
    private static final String INTEGRITY_VIOLATED = "23000";

    private final Database database;
    private final WorkspaceId workspace;
    private final String schema;
    private final Limiter connections;
    private final Emitter emitter;

    /** Records an event at the end of a transaction. */
    interface Emitter {

        /** Gives the event's id; throws a problem when the extension may not publish it. */
        String emit(Tx tx, String type, String subject, JsonObject data);
    }

    TenantStorage(Database database, WorkspaceId workspace, String schema, Limiter connections, Emitter emitter) {
        this.database = database;
        this.workspace = workspace;
        this.schema = schema;
        this.connections = connections;
        this.emitter = emitter;
    }

    @Override
    public Future<List<JsonObject>> query(String sql, Object... parameters) {
        return inTransaction(transaction -> transaction.query(sql, parameters));
    }

    @Override
    public Future<Integer> execute(String sql, Object... parameters) {
        return inTransaction(transaction -> transaction.execute(sql, parameters));
    }

    @Override
    public <T> Future<T> inTransaction(Function<StorageTransaction, Future<T>> work) {
        return connections
                .run(() -> database.inTransaction(Scope.of(workspace), tx -> transaction(tx, work)))
                .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private <T> Future<T> transaction(Tx tx, Function<StorageTransaction, Future<T>> work) {
        var entered = tx.foreign(ACT_AS_EXTENSION, Tuple.of(schema));
        var done = work.apply(new Transaction(tx)).timeout(TRANSACTION_SECONDS, TimeUnit.SECONDS);
        return Future.join(entered, done)
                .transform(both -> entered.failed() ? Future.failedFuture(entered.cause()) : done);
    }

    /** Gives the transaction back to the application's role, which alone may write what the host adds at its end. */
    private static final class Leave implements Tx.LastWork {

        @Override
        public Future<?> run(Tx tx) {
            return tx.foreign(ACT_AS_APPLICATION, Tuple.tuple());
        }
    }

    private final class Transaction implements StorageTransaction {

        private final Tx tx;

        Transaction(Tx tx) {
            this.tx = tx;
        }

        @Override
        public Future<List<JsonObject>> query(String sql, Object... parameters) {
            return run(sql, parameters).map(rows -> {
                var list = new ArrayList<JsonObject>(rows.size());
                rows.forEach(row -> list.add(StorageValues.row(row)));
                return list;
            });
        }

        @Override
        public Future<Integer> execute(String sql, Object... parameters) {
            return run(sql, parameters).map(SqlResult::rowCount);
        }

        @Override
        public Future<String> emit(String type, String subject, JsonObject data) {
            tx.lastWork(Leave.class, Leave::new);
            return Future.succeededFuture(emitter.emit(tx, type, subject, data));
        }

        private Future<RowSet<Row>> run(String sql, Object... parameters) {
            StatementRules.check(sql);
            return tx.foreign(sql, StorageValues.parameters(parameters))
                    .recover(failure -> Future.failedFuture(refusal(failure)));
        }
    }

    private static Throwable refusal(Throwable failure) {
        if (failure instanceof PgException refused) {
            return new StorageException(refused.getSqlState(), refused.getConstraint(), refused.getErrorMessage());
        }
        if (failure instanceof ConstraintViolation violation) {
            return new StorageException(INTEGRITY_VIOLATED, violation.constraint(), violation.getMessage());
        }
        if (failure instanceof TimeoutException) {
            return new StorageException(
                    QUERY_CANCELED, null, "The transaction took longer than " + TRANSACTION_SECONDS + " s.");
        }
        // The client refuses a parameter that does not fit the statement before PostgreSQL could.
        return failure instanceof VertxException ? StorageValues.mismatch(failure.getMessage()) : failure;
    }
}
