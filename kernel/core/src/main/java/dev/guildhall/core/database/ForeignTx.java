package dev.guildhall.core.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * An open transaction in a foreign session, for statements that somebody else wrote and who is to hear what is wrong
 * with them: when PostgreSQL refuses one, the failure is its {@link io.vertx.pgclient.PgException} as it is.
 */
public final class ForeignTx {

    private final ForeignConnection connection;
    private final Context context;
    private Optional<String> requirement = Optional.empty();
    private Throwable failure;

    ForeignTx(ForeignConnection connection, Context context) {
        this.connection = connection;
        this.context = context;
    }

    /** Runs one statement; fails with {@link ResultTooLarge} when it answers with too much. */
    public Future<RowSet<Row>> run(String sql, Tuple arguments) {
        return ForeignConnection.on(context, connection.run(sql, arguments)).onFailure(this::note);
    }

    /** Has a statement of ours, which has no parameters, sent with the commit: when it fails, nothing is committed. */
    public void requireAtEnd(String sql) {
        requirement = Optional.of(sql);
    }

    Optional<String> requirement() {
        return requirement;
    }

    /** What made the transaction unable to commit, or null. */
    Throwable failure() {
        return failure;
    }

    private void note(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }
}
