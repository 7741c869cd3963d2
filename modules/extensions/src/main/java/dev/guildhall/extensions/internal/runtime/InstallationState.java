package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.spi.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/** What one installation remembers. */
record InstallationState(OwnTransactions transactions, StateChanges changes, InstallationKey owner) implements State {

    @Override
    public Future<Optional<Entry>> get(String key) {
        return transactions.first(StateChanges.finding(owner, key)).map(found -> found.map(entry -> entry));
    }

    @Override
    public Future<Long> put(String key, JsonObject value) {
        return within(tx -> changes.put(tx, owner, key, value));
    }

    @Override
    public Future<Optional<Long>> compareAndSet(String key, long expectedVersion, JsonObject value) {
        return within(tx -> changes.compareAndSet(tx, owner, key, expectedVersion, value));
    }

    @Override
    public Future<Void> remove(String key) {
        return within(tx -> changes.remove(tx, owner, key));
    }

    private <T> Future<T> within(Function<Tx, Future<T>> work) {
        return transactions.run(work).recover(ConstraintViolation.means(StateChanges.VIOLATIONS));
    }
}
