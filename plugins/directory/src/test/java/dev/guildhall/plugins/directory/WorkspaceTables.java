package dev.guildhall.plugins.directory;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignLogin;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.host.Migration;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageException;
import dev.guildhall.spi.StorageTransaction;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** An extension's tables in a real schema of one workspace, reached as the roles that extensions have. */
final class WorkspaceTables implements Storage {

    private static final String EXTENSION = "directory";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Database database;
    private final ForeignSessions sessions;
    private final FakeWorkspace workspace;
    private final UUID id = UUID.randomUUID();
    private final ForeignLogin owner;
    private final ForeignLogin user;

    WorkspaceTables(TestBench bench, FakeWorkspace workspace) {
        this.database = bench.database();
        this.sessions = bench.foreignSessions();
        this.workspace = workspace;
        bench.sql("""
            do $$ begin
              perform set_config('session_replication_role', 'replica', true);
              insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)
              values ('%1$s', 'w-' || left('%1$s', 8), 'Made', 'TEAM', '%1$s', now(), now());
            end $$\
            """.formatted(id));
        var names = bench.sql("select * from guildhall.extension_names($1, $2)", id, EXTENSION)
                .iterator()
                .next();
        this.owner = new ForeignLogin(names.getString("owner_role"), names.getString("schema_name"));
        this.user = new ForeignLogin(names.getString("user_role"), names.getString("schema_name"));
    }

    /** Makes the schema if it is not there, and runs a migration in it as its owner. */
    void migrate(Migration migration) {
        Await.result(asApplication(
                        "select guildhall.open_extension_storage($1, $2, $3, $4)",
                        Tuple.of(id, EXTENSION, sessions.scramSecret(owner.role()), sessions.scramSecret(user.role())))
                .compose(open ->
                        asApplication("select guildhall.let_extension_migrate($1, $2, true)", Tuple.of(id, EXTENSION)))
                .compose(allowed -> sessions.inTransaction(
                        owner, LIMIT, tx -> tx.run("select guildhall_door.run($1)", Tuple.of(migration.sql())))));
    }

    private Future<?> asApplication(String sql, Tuple arguments) {
        return database.inTransaction(new WorkspaceId(id), tx -> tx.foreign(sql, arguments));
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
        return sessions.inTransaction(user, LIMIT, tx -> work.apply(new Transaction(tx)));
    }

    private final class Transaction implements StorageTransaction {

        private final ForeignTx tx;

        Transaction(ForeignTx tx) {
            this.tx = tx;
        }

        @Override
        public Future<List<JsonObject>> query(String sql, Object... parameters) {
            return tx.run(sql, Tuple.from(parameters))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                            .map(Row::toJson)
                            .toList())
                    .recover(WorkspaceTables::refused);
        }

        @Override
        public Future<Integer> execute(String sql, Object... parameters) {
            return tx.run(sql, Tuple.from(parameters)).map(SqlResult::rowCount).recover(WorkspaceTables::refused);
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
}
