package dev.guildhall.host;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What an extension remembers in small, within bounds. */
record GuardedState(InstallationServices services, HostBridge bridge) implements State {

    public static final int MAX_VALUE = 64 * 1024;
    private static final int MAX_KEY = 200;

    @Override
    public Future<Optional<Entry>> get(String key) {
        return named(key, () -> bridge.toHost(() -> services.state().get(key)));
    }

    @Override
    public Future<Long> put(String key, JsonObject value) {
        return named(
                key,
                () -> DefensiveCopy.detached(
                        value,
                        MAX_VALUE,
                        "STATE.TOO_LARGE",
                        copy -> bridge.toHost(() -> services.state().put(key, copy))));
    }

    @Override
    public Future<Optional<Long>> compareAndSet(String key, long expectedVersion, JsonObject value) {
        return named(
                key,
                () -> DefensiveCopy.detached(
                        value,
                        MAX_VALUE,
                        "STATE.TOO_LARGE",
                        copy -> bridge.toHost(() -> services.state().compareAndSet(key, expectedVersion, copy))));
    }

    @Override
    public Future<Void> remove(String key) {
        return named(key, () -> bridge.toHost(() -> services.state().remove(key)));
    }

    private interface Use<T> {
        Future<T> make();
    }

    private static <T> Future<T> named(String key, Use<T> use) {
        return key != null && !key.isEmpty() && key.length() <= MAX_KEY && key.indexOf('\0') < 0
                ? use.make()
                : Future.failedFuture(
                        ExtensionException.invalid("REQUEST.INVALID", "A key has 1 to " + MAX_KEY + " characters.")
                                .withField("key", "has 1 to " + MAX_KEY + " characters"));
    }
}
