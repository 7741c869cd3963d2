package dev.guildhall.spi.testing;

import dev.guildhall.spi.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an extension remembers in a {@link FakeWorkspace}. */
final class FakeState implements State {

    private record FakeEntry(JsonObject value, long version) implements Entry {}

    private final Map<String, FakeEntry> entries = new HashMap<>();
    private long versions;

    @Override
    public synchronized Future<Optional<Entry>> get(String key) {
        return Future.succeededFuture(Optional.ofNullable(entries.get(key))
                .map(entry -> new FakeEntry(entry.value().copy(), entry.version())));
    }

    @Override
    public synchronized Future<Long> put(String key, JsonObject value) {
        entries.put(key, new FakeEntry(value.copy(), ++versions));
        return Future.succeededFuture(versions);
    }

    @Override
    public synchronized Future<Optional<Long>> compareAndSet(String key, long expectedVersion, JsonObject value) {
        var present = entries.containsKey(key) ? entries.get(key).version() : 0;
        return present == expectedVersion
                ? put(key, value).map(Optional::of)
                : Future.succeededFuture(Optional.empty());
    }

    @Override
    public synchronized Future<Void> remove(String key) {
        entries.remove(key);
        return Future.succeededFuture();
    }
}
