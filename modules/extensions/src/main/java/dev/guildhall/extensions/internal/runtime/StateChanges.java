package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.runtime.StateTable.Place;
import dev.guildhall.extensions.internal.runtime.StateTable.Written;
import dev.guildhall.host.InstallationServices;
import dev.guildhall.spi.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What installations remember, read and changed in the transactions of those who know why. */
public final class StateChanges {

    /** Of one value. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final ErrorCode TOO_LARGE = new ErrorCode("STATE.TOO_LARGE", ErrorKind.INVALID);
    private static final ErrorCode FULL = new ErrorCode("STATE.FULL", ErrorKind.CONFLICT);
    private static final ErrorCode CONTENDED = new ErrorCode("STATE.CONTENDED", ErrorKind.CONFLICT);

    /** What the constraints mean that a transaction may break by these changes. */
    public static final Map<String, Supplier<Problem>> VIOLATIONS = Map.of(
            "extension_state_full",
            () -> FULL.because("An extension remembers at most " + InstallationServices.MAX_STATE_ENTRIES
                    + " values in a workspace; remove some."));

    private final StateTable table = new StateTable();

    /** The query of a value. */
    public static Sql<? extends State.Entry> finding(InstallationKey owner, String key) {
        return StateTable.find(place(owner, key));
    }

    /** Sets the value whatever it is now; gives its version. */
    public Future<Long> put(Tx tx, InstallationKey owner, String key, JsonObject value) {
        var written = written(owner, key, value, newVersion());
        return table.change(tx, written)
                .compose(changed -> changed.isPresent() ? some(changed) : table.add(tx, written))
                // Somebody may have added it meanwhile.
                .compose(added -> added.isPresent() ? some(added) : table.change(tx, written))
                .map(version -> version.orElseThrow(
                        () -> CONTENDED.because("The value was removed at the same time; try again.")));
    }

    /** Sets the value when it has this version, 0 standing for none; gives the next one, or empty. */
    public Future<Optional<Long>> compareAndSet(
            Tx tx, InstallationKey owner, String key, long expectedVersion, JsonObject value) {
        return expectedVersion == 0
                ? table.add(tx, written(owner, key, value, newVersion()))
                : table.changeIf(tx, written(owner, key, value, expectedVersion));
    }

    /** Forgets the value, if there is one. */
    public Future<Void> remove(Tx tx, InstallationKey owner, String key) {
        return table.remove(tx, place(owner, key));
    }

    /** Forgets the value when it has this version; false when it has another, or there is none. */
    public Future<Boolean> removeIf(Tx tx, InstallationKey owner, String key, long expectedVersion) {
        return table.removeIf(tx, new Written(place(owner, key), "", expectedVersion, Instant.EPOCH));
    }

    private static Future<Optional<Long>> some(Optional<Long> version) {
        return Future.succeededFuture(version);
    }

    private static Place place(InstallationKey owner, String key) {
        return new Place(owner.workspace(), owner.extensionKey(), key);
    }

    private static Written written(InstallationKey owner, String key, JsonObject value, long version) {
        var text = value.encode();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw TOO_LARGE.because("A value has at most " + MAX_BYTES + " bytes.");
        }
        return new Written(place(owner, key), text, version, Instant.now());
    }

    // Greater than any that a value of this key had before it was removed.
    private static long newVersion() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
