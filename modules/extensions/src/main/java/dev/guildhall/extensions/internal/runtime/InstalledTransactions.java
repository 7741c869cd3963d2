package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.installation.InstallationFence;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** Those of a version that is installed. On a node that has not heard of an upgrade yet, they change nothing and fail. */
record InstalledTransactions(Database database, InstallationFence fence, Installation installation)
        implements OwnTransactions {

    @Override
    public <T> Future<Optional<T>> first(Sql<T> query) {
        return database.first(installation.workspace(), query);
    }

    @Override
    public <T> Future<T> run(Function<Tx, Future<T>> work) {
        return database.inTransaction(
                installation.workspace(),
                tx -> fence.holdVersion(tx, installation).compose(held -> work.apply(tx)));
    }
}
