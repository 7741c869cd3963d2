package dev.guildhall.plugins.directory;

import dev.guildhall.core.plugin.Migration;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageException;
import dev.guildhall.spi.StorageTransaction;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** An extension's tables in a real schema of one workspace, reached as the role that extensions have. */
final class WorkspaceTables implements Storage, AutoCloseable {

    private static final String ROLE = "guildhall_extension";

    private final FakeWorkspace workspace;
    private final String key;
    private final Pool pool;

    WorkspaceTables(TestBench bench, FakeWorkspace workspace, String key) {
        this.workspace = workspace;
        this.key = key;
        this.pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(2))
                .connectingTo(bench.applicationLogin())
                .using(bench.vertx())
                .build();
    }

    /** Makes the schema if it is not there, and runs a migration in it through the door that the product uses. */
    void migrate(Migration migration, String prefix) {
        Await.result(pool.withTransaction(connection -> scoped(connection)
                .compose(scoped -> connection
                        .preparedQuery("select guildhall.create_workspace_schema($1, $2)")
                        .execute(Tuple.of(UUID.fromString(workspace.workspaceId()), key)))
                .compose(made -> connection
                        .preparedQuery("select guildhall.run_extension_migration($1, $2, $3, $4)")
                        .execute(Tuple.of(
                                UUID.fromString(workspace.workspaceId()), "ws_" + key, prefix, migration.sql())))));
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
        return pool.withTransaction(connection -> scoped(connection)
                .compose(scoped -> connection
                        .query("set local role " + ROLE + "; set local search_path = \"ws_" + key + "\"")
                        .execute())
                .compose(ready -> work.apply(new Transaction(connection))));
    }

    private Future<?> scoped(SqlConnection connection) {
        return connection
                .preparedQuery("select set_config('guildhall.scope', $1, true)")
                .execute(Tuple.of(workspace.workspaceId()));
    }

    private final class Transaction implements StorageTransaction {

        private final SqlConnection connection;

        Transaction(SqlConnection connection) {
            this.connection = connection;
        }

        @Override
        public Future<List<JsonObject>> query(String sql, Object... parameters) {
            return connection
                    .preparedQuery(sql)
                    .execute(Tuple.from(parameters))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                            .map(Row::toJson)
                            .toList())
                    .recover(WorkspaceTables::refused);
        }

        @Override
        public Future<Integer> execute(String sql, Object... parameters) {
            return connection
                    .preparedQuery(sql)
                    .execute(Tuple.from(parameters))
                    .map(SqlResult::rowCount)
                    .recover(WorkspaceTables::refused);
        }

        @Override
        public Future<String> emit(String type, String subject, JsonObject data) {
            return workspace.emit(type, subject, data);
        }
    }

    private static <T> Future<T> refused(Throwable failure) {
        return Future.failedFuture(
                failure instanceof PgException error
                        ? new StorageException(error.getSqlState(), error.getConstraint(), error.getErrorMessage())
                        : failure);
    }

    @Override
    public void close() {
        Await.result(pool.close());
    }
}
