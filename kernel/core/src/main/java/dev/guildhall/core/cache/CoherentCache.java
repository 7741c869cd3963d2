package dev.guildhall.core.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Keeps what was read from the database until it is told of a change. Whoever changes a value invalidates it after the
 * commit, and the events of other nodes do the same here; a load that began before an invalidation is not kept, so a
 * stale value cannot outlive the change. Failed loads are not kept either. Bounded; safe for all threads.
 */
public final class CoherentCache<K, V> {

    private final AsyncCache<K, V> entries;
    private final Function<K, Future<V>> load;

    private CoherentCache(AsyncCache<K, V> entries, Function<K, Future<V>> load) {
        this.entries = entries;
        this.load = load;
    }

    /** A cache of one part of the budget. */
    public static <K, V> CoherentCache<K, V> of(CacheBudget budget, Function<K, Future<V>> load) {
        return of(budget, 1, load);
    }

    /** A cache of several parts of the budget. */
    public static <K, V> CoherentCache<K, V> of(CacheBudget budget, int parts, Function<K, Future<V>> load) {
        return new CoherentCache<>(budget.asyncCache(parts), load);
    }

    /** The value from memory, or else loaded; concurrent callers share one load, and each hears on its own thread. */
    public Future<V> get(K key) {
        var known = entries.getIfPresent(key);
        if (known == null) {
            known = load(key);
        }
        if (known.isDone() && !known.isCompletedExceptionally()) {
            return Future.succeededFuture(known.join());
        }
        var context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(known) : Future.fromCompletionStage(known, context);
    }

    public void invalidate(K key) {
        entries.synchronous().invalidate(key);
    }

    /** Drops the values that the predicate matches, and all that are being loaded; looks at every entry. */
    public void invalidateIf(Predicate<V> matches) {
        entries.asMap()
                .values()
                .removeIf(value -> !value.isDone() || value.isCompletedExceptionally() || matches.test(value.join()));
    }

    public void invalidateAll() {
        entries.synchronous().invalidateAll();
    }

    // The entry is there before the load begins, so that whoever invalidates after a commit cannot miss a load from
    // before it; an entry that was removed meanwhile is not put back when its load ends.
    private CompletableFuture<V> load(K key) {
        var loading = new CompletableFuture<V>();
        var other = entries.asMap().putIfAbsent(key, loading);
        if (other != null) {
            return other;
        }
        Future.<Void>succeededFuture().compose(begin -> load.apply(key)).onComplete(loaded -> {
            if (loaded.succeeded()) {
                loading.complete(loaded.result());
            } else {
                loading.completeExceptionally(loaded.cause());
            }
        });
        return loading;
    }
}
