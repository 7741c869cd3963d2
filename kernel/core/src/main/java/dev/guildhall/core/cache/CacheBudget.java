package dev.guildhall.core.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that the caches of a node take together at most. It is divided among them by their parts, and anew with each
 * that is added, so that there is one limit whatever modules there are. What entries take is estimated when they are put
 * in. Counters such as those of wrong passwords are no caches and have limits of their own, for to forget one is to lift
 * it.
 */
public final class CacheBudget {

    /** A third of the heap: the rest is for requests under way and for what the collector leaves until its next turn. */
    private static final int PART_OF_HEAP = 3;

    /** What an entry takes beside its key and value. */
    private static final int ENTRY = 96;

    /** The parts of what is asked for by every request. */
    public static final int HOT = 4;

    private record Share(int parts, Policy.Eviction<?, ?> eviction) {}

    private final long bytes;
    private final List<Share> shares = new ArrayList<>();

    public CacheBudget(long bytes) {
        this.bytes = bytes;
    }

    /** For a process that does nothing but be this node. */
    public static CacheBudget ofHeap() {
        return new CacheBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    public long bytes() {
        return bytes;
    }

    /** Adds a cache that has one part and everything else as it is set. */
    public <K, V> Cache<K, V> cache(Caffeine<Object, Object> settings) {
        return cache(1, settings);
    }

    public <K, V> Cache<K, V> cache(int parts, Caffeine<Object, Object> settings) {
        Cache<K, V> cache =
                settings.maximumWeight(0).<K, V>weigher(CacheBudget::entry).build();
        add(parts, cache.policy());
        return cache;
    }

    <K, V> AsyncCache<K, V> asyncCache(int parts) {
        AsyncCache<K, V> cache = Caffeine.newBuilder()
                .maximumWeight(0)
                .<K, V>weigher(CacheBudget::entry)
                .buildAsync();
        add(parts, cache.synchronous().policy());
        return cache;
    }

    private synchronized void add(int parts, Policy<?, ?> policy) {
        shares.add(new Share(parts, policy.eviction().orElseThrow()));
        var all = shares.stream().mapToInt(Share::parts).sum();
        shares.forEach(share -> share.eviction().setMaximum(bytes / all * share.parts()));
    }

    private static int entry(Object key, Object value) {
        return (int) Math.min(Integer.MAX_VALUE, ENTRY + Footprint.of(key) + Footprint.of(value));
    }
}
