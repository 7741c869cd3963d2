package dev.guildhall.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CacheBudgetTest {

    private static final long BYTES = 1 << 20;

    private final CacheBudget budget = new CacheBudget(BYTES);

    @Test
    void dividesItselfByPartsAmongAllCachesThatThereAre() {
        var hot = budget.cache(4, Caffeine.newBuilder());
        var alone = maximum(hot);
        var others = IntStream.range(0, 11)
                .mapToObj(number -> budget.cache(Caffeine.newBuilder()))
                .toList();

        assertThat(alone).isEqualTo(BYTES);
        assertThat(maximum(hot)).isEqualTo(4 * maximum(others.get(0)));
        assertThat(Stream.concat(Stream.of(hot), others.stream())
                        .mapToLong(CacheBudgetTest::maximum)
                        .sum())
                .isLessThanOrEqualTo(BYTES)
                .isGreaterThan(BYTES * 99 / 100);
    }

    @Test
    void isNotExceededByCachesThatAreFull() {
        var caches = List.<Cache<String, String>>of(
                budget.cache(4, Caffeine.newBuilder()),
                budget.cache(Caffeine.newBuilder()),
                budget.cache(Caffeine.newBuilder()));

        caches.forEach(cache -> fill(cache, 2_000));

        assertThat(caches).allSatisfy(cache -> assertThat(cache.estimatedSize()).isBetween(10L, 1_500L));
        assertThat(caches.stream().mapToLong(CacheBudgetTest::taken).sum()).isLessThanOrEqualTo(BYTES);
    }

    @Test
    void takesBackWhatAnotherCacheNeeds() {
        var cache = budget.<String, String>cache(Caffeine.newBuilder());
        fill(cache, 2_000);
        var alone = taken(cache);

        budget.cache(3, Caffeine.newBuilder());
        cache.cleanUp();

        assertThat(alone).isGreaterThan(BYTES / 2);
        assertThat(taken(cache)).isLessThanOrEqualTo(BYTES / 4);
    }

    private static void fill(Cache<String, String> cache, int entries) {
        IntStream.range(0, entries).forEach(number -> cache.put("key " + number, "value".repeat(200)));
        cache.cleanUp();
    }

    private static long maximum(Cache<?, ?> cache) {
        return cache.policy().eviction().orElseThrow().getMaximum();
    }

    private static long taken(Cache<?, ?> cache) {
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }
}
