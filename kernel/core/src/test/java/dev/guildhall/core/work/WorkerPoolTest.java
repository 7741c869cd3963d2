package dev.guildhall.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.work.WorkerPool.Limits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final WaitingWork work = new WaitingWork();
    private volatile Lease lease = Lease.since(System.nanoTime() + LONG.toNanos(), UUID.randomUUID());
    private WorkerPool<Key, Held> pool;

    @BeforeEach
    void start() {
        pool = new WorkerPool<>(vertx, () -> lease, work, new Limits(2, 2, LONG, Duration.ofMillis(100)), "do");
        loop.runOnContext(ignored -> pool.start());
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void runsNoMoreWorkersAtOnceThanItMay() {
        work.due.addAll(List.of(new Key("a"), new Key("b"), new Key("c")));

        pool.wake(List.of());

        await().untilAsserted(() -> assertThat(work.begun).hasSize(2));
        assertThat(work.due).hasSize(1);
        end(work.begun.get(0));
        await().untilAsserted(() -> assertThat(work.begun).hasSize(3));
    }

    @Test
    void letsAWorkerThatLostItsClaimEndBeforeAnotherBegins() {
        var key = new Key("a");
        work.due.add(key);
        pool.wake(List.of());
        await().untilAsserted(() -> assertThat(work.begun).hasSize(1));
        var earlier = work.begun.get(0);

        work.due.add(key);
        pool.wake(List.of());

        await().untilAsserted(() -> assertThat(earlier.stopped).isTrue());
        assertThat(work.begun).hasSize(1);
        end(earlier);
        await().untilAsserted(() -> assertThat(work.begun).hasSize(2));
    }

    @Test
    void givesBackWhatThisNodeDoesNotDo() {
        work.due.add(new Key("not here"));

        pool.wake(List.of());

        await().untilAsserted(() -> assertThat(work.givenBack).containsExactly(new Key("not here")));
        assertThat(work.begun).isEmpty();
    }

    @Test
    void claimsNothingWhileItsLeaseIsOverAndGoesOnWithAnother() {
        lease = Lease.over();
        work.due.add(new Key("a"));

        pool.wake(List.of());
        await().untilAsserted(() -> assertThat(work.sweeps).hasSizeGreaterThan(1));
        assertThat(work.due).hasSize(1);
        lease = Lease.since(System.nanoTime() + LONG.toNanos(), UUID.randomUUID());

        await().untilAsserted(() -> assertThat(work.begun).hasSize(1));
    }

    @Test
    void findsAgainWhatItClaimedWithoutHearingOfIt() {
        var heard = new Key("heard");
        work.due.add(heard);
        pool.wake(List.of());
        await().untilAsserted(() -> assertThat(work.begun).hasSize(1));

        work.losesAnswers = true;
        work.due.add(new Key("not heard"));
        pool.wake(List.of());
        await().untilAsserted(() -> assertThat(work.due).isEmpty());
        work.losesAnswers = false;

        await().untilAsserted(() -> assertThat(work.begun).hasSize(2));
        assertThat(work.claimed).hasSize(2);
        assertThat(work.begun.get(0).stopped).as("what is held is left alone").isFalse();
    }

    @Test
    void findsAgainWhatCouldNotBeGivenBack() {
        var key = new Key("not here");
        work.keepsWhatIsGivenBack = true;
        work.due.add(key);

        pool.wake(List.of());

        await().untilAsserted(() -> assertThat(work.givenBack).hasSizeGreaterThan(1));
        assertThat(work.begun).isEmpty();
    }

    private void end(Doing one) {
        loop.runOnContext(ignored -> one.ended.complete(false));
    }

    private record Key(String name) implements WorkKey {

        private static final WorkspaceId WORKSPACE = new WorkspaceId(Ids.next());

        @Override
        public Tenant tenant() {
            return WORKSPACE;
        }
    }

    private record Held(Key key, UUID id, Lease lease) implements Claim<Key> {}

    private static final class Doing implements Worker {

        final Promise<Boolean> ended = Promise.promise();
        volatile boolean stopped;

        @Override
        public Future<Boolean> run() {
            return ended.future();
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    /** Work that waits in memory. */
    private static final class WaitingWork implements WorkSource<Key, Held> {

        final Queue<Key> due = new ConcurrentLinkedQueue<>();
        final List<Doing> begun = new CopyOnWriteArrayList<>();
        final List<Key> givenBack = new CopyOnWriteArrayList<>();
        final List<UUID> sweeps = new CopyOnWriteArrayList<>();
        final Map<UUID, Key> claimed = new ConcurrentHashMap<>();
        volatile boolean losesAnswers;
        volatile boolean keepsWhatIsGivenBack;

        @Override
        public Future<Claims<Held>> claim(Lease lease, int limit) {
            var claims = new ArrayList<Held>();
            while (claims.size() < limit && !due.isEmpty()) {
                var claim = new Held(due.poll(), UUID.randomUUID(), lease);
                claimed.put(claim.id(), claim.key());
                claims.add(claim);
            }
            return losesAnswers
                    ? Future.failedFuture("The answer is lost")
                    : Future.succeededFuture(new Claims<>(claims, claims.size() == limit));
        }

        @Override
        public Worker worker(Held claim) {
            var one = new Doing();
            begun.add(one);
            return one;
        }

        @Override
        public boolean serves(Key key) {
            return !key.name().equals("not here");
        }

        @Override
        public Future<Void> giveBack(Held claim) {
            givenBack.add(claim.key());
            if (keepsWhatIsGivenBack) {
                return Future.failedFuture("The database is away");
            }
            claimed.remove(claim.id());
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> sweep(HeldClaims held) {
            sweeps.add(UUID.randomUUID());
            claimed.forEach((id, key) -> {
                if (!held.ids().contains(id)) {
                    claimed.remove(id);
                    due.add(key);
                }
            });
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> releaseAll(UUID owner) {
            return Future.succeededFuture();
        }
    }
}
