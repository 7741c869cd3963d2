package dev.guildhall.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CoherentCacheTest {

    private final List<Promise<String>> loads = new CopyOnWriteArrayList<>();
    private final CacheBudget budget = new CacheBudget(1 << 20);
    private final CoherentCache<String, String> cache = CoherentCache.of(budget, key -> {
        var load = Promise.<String>promise();
        loads.add(load);
        return load.future();
    });

    @Test
    void sharesOneLoadAmongThoseWhoAskAtOnce() {
        var first = cache.get("key");
        var second = cache.get("key");

        loads.get(0).complete("value");

        assertThat(loads).hasSize(1);
        assertThat(first.result()).isEqualTo("value");
        assertThat(second.result()).isEqualTo("value");
        assertThat(cache.get("key").result()).isEqualTo("value");
    }

    @Test
    void doesNotKeepWhatWasReadBeforeAnInvalidation() {
        var early = cache.get("key");

        cache.invalidate("key");
        var late = cache.get("key");
        loads.get(1).complete("new");
        loads.get(0).complete("old");

        assertThat(early.result()).isEqualTo("old");
        assertThat(late.result()).isEqualTo("new");
        assertThat(cache.get("key").result()).isEqualTo("new");
        assertThat(loads).hasSize(2);
    }

    @Test
    void forgetsALoadThatEndsAfterTheInvalidation() {
        cache.get("key");

        cache.invalidate("key");
        loads.get(0).complete("old");
        cache.get("key");

        assertThat(loads).hasSize(2);
    }

    @Test
    void cannotMissALoadThatIsInvalidatedWhileItBegins() {
        var begun = new ArrayList<Promise<String>>();
        var itself = new CompletableFuture<CoherentCache<String, String>>();
        var eager = CoherentCache.<String, String>of(budget, key -> {
            var load = Promise.<String>promise();
            begun.add(load);
            if (begun.size() == 1) {
                // A commit that is noticed before the load's first statement was even sent.
                itself.join().invalidate(key);
            }
            return load.future();
        });
        itself.complete(eager);

        eager.get("key");
        begun.get(0).complete("old");
        eager.get("key");

        assertThat(begun).hasSize(2);
    }

    @Test
    void dropsByValueAndWithItEverythingStillLoading() {
        cache.get("a");
        cache.get("b");
        loads.get(0).complete("drop");
        loads.get(1).complete("keep");
        cache.get("c");

        cache.invalidateIf("drop"::equals);
        loads.get(2).complete("old");
        cache.get("a");
        cache.get("b");
        cache.get("c");

        assertThat(loads).hasSize(5);
        assertThat(cache.get("b").result()).isEqualTo("keep");
    }

    @Test
    void triesAgainAfterAFailedLoad() {
        var failing = cache.get("key");
        loads.get(0).fail("no connection");

        var again = cache.get("key");
        loads.get(1).complete("value");

        assertThat(failing.cause()).hasMessage("no connection");
        assertThat(again.result()).isEqualTo("value");
    }

    @Test
    void failsTheFutureWhenTheLoadThrows() {
        var broken = CoherentCache.<String, String>of(budget, key -> {
            throw new IllegalStateException("broken");
        });

        assertThat(broken.get("key").cause()).hasMessage("broken");
    }

    @Test
    void answersEveryoneOnTheirOwnEventLoop() throws Exception {
        var vertx = Vertx.vertx();
        try {
            var here = vertx.getOrCreateContext();
            var there = vertx.getOrCreateContext();

            var first = threadOfAnswer(here);
            var second = threadOfAnswer(there);
            loads.get(0).complete("value");

            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(threadOf(here));
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(threadOf(there));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<Thread> threadOfAnswer(Context context) throws Exception {
        var asked = new CompletableFuture<Void>();
        var answered = new CompletableFuture<Thread>();
        context.runOnContext(run -> {
            Future<String> value = cache.get("key");
            asked.complete(null);
            value.onComplete(done -> answered.complete(Thread.currentThread()));
        });
        asked.get(30, TimeUnit.SECONDS);
        return answered;
    }

    private static Thread threadOf(Context context) throws Exception {
        var thread = new CompletableFuture<Thread>();
        context.runOnContext(run -> thread.complete(Thread.currentThread()));
        return thread.get(30, TimeUnit.SECONDS);
    }
}
