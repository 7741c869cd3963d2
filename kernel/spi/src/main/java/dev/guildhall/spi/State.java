package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What an extension remembers in small, in this workspace, without tables of its own: a cursor, the answer of a
 * registration elsewhere, a count. Needs no permission. All nodes see the same; it is kept and purged with the extension's
 * tables, and a rollback to a former version sets it back with them, to what it was before the upgrade.
 *
 * <p>A key has 1 to 200 characters, a value {@link Limits#stateValueBytes()} at most, and there are no more than
 * {@link Limits#stateEntries()}: what goes beyond fails with {@code STATE.TOO_LARGE} or {@code STATE.FULL}.
 */
public interface State {

    /** A value and its version, which is another one after every change. */
    interface Entry {

        JsonObject value();

        long version();
    }

    Future<Optional<Entry>> get(String key);

    /** Sets the value whatever it is now; gives its version. */
    Future<Long> put(String key, JsonObject value);

    /**
     * Sets the value when its version still is the expected one, 0 standing for no value; gives the version it has then.
     * Empty when somebody was faster: read it again, and decide anew.
     */
    Future<Optional<Long>> compareAndSet(String key, long expectedVersion, JsonObject value);

    /** Forgets the value, if there is one. */
    Future<Void> remove(String key);
}
