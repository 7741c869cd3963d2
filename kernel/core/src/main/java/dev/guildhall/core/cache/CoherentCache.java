package dev.guildhall.core.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Keeps what was read from the database until it is told of a change. Whoever changes a value invalidates it after the
 * commit, and the events of other nodes do the same here; a load that began before an invalidation is not kept, so a
 * stale value cannot outlive the change. Failed loads are not kept either. Bounded; safe for all threads.
 */
public final class CoherentCache<K, V> {

    private static final long BYTES_PER_ENTRY = 1_000;

    private final AsyncCache<K, V> entries;
    private final Function<K, Future<V>> load;

    private CoherentCache(long maximumSize, Function<K, Future<V>> load) {
        this.entries = Caffeine.newBuilder().maximumSize(maximumSize).buildAsync();
        this.load = load;
    }

    /** A cache that takes at most about a tenth of the heap when its values have a few hundred bytes. */
    public static <K, V> CoherentCache<K, V> of(Function<K, Future<V>> load) {
        return new CoherentCache<>(Runtime.getRuntime().maxMemory() / 10 / BYTES_PER_ENTRY, load);
    }

    /** The value from memory, or else loaded; concurrent callers share one load. */
    public Future<V> get(K key) {
        var known = entries.getIfPresent(key);
        if (known == null) {
            known = entries.get(key, (missing, executor) -> load(missing));
        }
        if (known.isDone() && !known.isCompletedExceptionally()) {
            return Future.succeededFuture(known.join());
        }
        return Future.fromCompletionStage(known);
    }

    public void invalidate(K key) {
        entries.synchronous().invalidate(key);
    }

    public void invalidateAll() {
        entries.synchronous().invalidateAll();
    }

    private CompletableFuture<V> load(K key) {
        return load.apply(key).toCompletionStage().toCompletableFuture();
    }
}
