package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.internal.storage.SchemaChoice;
import dev.guildhall.host.ExtensionFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a version works on while it is tried: its tables are in a schema of their own, and what it remembers and tells is
 * part of the transaction that installs it, or comes to nothing with that. Made on the context of the transaction.
 */
public final class Trial implements OwnTransactions {

    private final SchemaChoice schema;
    private final Tx tx;
    private final Context context = Vertx.currentContext();
    private Throwable failure;
    private boolean isOver;

    public Trial(Tx tx, SchemaChoice schema) {
        this.tx = tx;
        this.schema = schema;
    }

    SchemaChoice schema() {
        return schema;
    }

    @Override
    public <T> Future<Optional<T>> first(Sql<T> query) {
        return run(own -> own.first(query));
    }

    @Override
    public <T> Future<T> run(Function<Tx, Future<T>> work) {
        var done = Promise.<T>promise();
        context.runOnContext(turn -> attempt(work).onComplete(done));
        return done.future();
    }

    private <T> Future<T> attempt(Function<Tx, Future<T>> work) {
        if (isOver) {
            return Future.failedFuture(new ExtensionFailure(ExtensionFailure.Kind.STOPPED, "It is tried no more"));
        }
        try {
            // No statement helps after one that failed.
            return work.apply(tx).onFailure(this::note);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private void note(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /** Takes no more work, and fails when the transaction cannot be committed for what was done in it. */
    public Future<Void> end() {
        isOver = true;
        return failure == null ? Future.succeededFuture() : Future.failedFuture(failure);
    }
}
