package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.runtime.StateTable.Place;
import dev.guildhall.extensions.internal.runtime.StateTable.Written;
import dev.guildhall.host.InstallationServices;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import dev.guildhall.spi.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/** What one installation remembers. */
record InstallationState(Database database, StateTable table, WorkspaceId workspace, String extension)
        implements State {

    private static final int MAX_BYTES = 64 * 1024;
    private static final ErrorCode FULL = new ErrorCode("STATE.FULL", ErrorKind.CONFLICT);

    @Override
    public Future<Optional<Entry>> get(String key) {
        return table.find(database, place(key)).map(found -> found.map(entry -> entry));
    }

    @Override
    public Future<Long> put(String key, JsonObject value) {
        var written = written(key, value, newVersion());
        return within(tx -> table.change(tx, written)
                        .compose(changed -> changed.isPresent() ? some(changed) : table.add(tx, written))
                        // Somebody may have added it meanwhile.
                        .compose(added -> added.isPresent() ? some(added) : table.change(tx, written)))
                .map(version -> version.orElseThrow(() -> new ExtensionException(
                        Kind.CONFLICT, "STATE.CONTENDED", "The value was removed at the same time; try again.")));
    }

    private static Future<Optional<Long>> some(Optional<Long> version) {
        return Future.succeededFuture(version);
    }

    @Override
    public Future<Optional<Long>> compareAndSet(String key, long expectedVersion, JsonObject value) {
        return within(tx -> expectedVersion == 0
                ? table.add(tx, written(key, value, newVersion()))
                : table.changeIf(tx, written(key, value, expectedVersion)));
    }

    private <T> Future<T> within(Function<Tx, Future<T>> work) {
        return database.inTransaction(workspace, work)
                .recover(ConstraintViolation.means(
                        "extension_state_full",
                        () -> FULL.because("An extension remembers at most " + InstallationServices.MAX_STATE_ENTRIES
                                + " values in a workspace; remove some.")));
    }

    @Override
    public Future<Void> remove(String key) {
        return table.remove(database, place(key));
    }

    private Place place(String key) {
        return new Place(workspace, extension, key);
    }

    private Written written(String key, JsonObject value, long version) {
        var text = value.encode();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw ExtensionException.invalid("STATE.TOO_LARGE", "A value has at most " + MAX_BYTES + " bytes.");
        }
        return new Written(place(key), text, version, Instant.now());
    }

    // Greater than any that a value of this key had before it was removed.
    private static long newVersion() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
