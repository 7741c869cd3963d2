package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** The transactions in which an extension changes what is its installation's. */
public interface OwnTransactions {

    /** The first row that it finds now. */
    <T> Future<Optional<T>> first(Sql<T> query);

    /** The result, once it is committed or will be with what the extension is part of. */
    <T> Future<T> run(Function<Tx, Future<T>> work);
}
