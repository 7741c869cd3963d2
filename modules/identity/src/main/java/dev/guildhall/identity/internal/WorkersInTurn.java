package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.thread.LowPriority;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * A few threads for what takes much processor time, and those who wait for them in turn; see {@link HashingTurns}. They
 * yield to all other threads, those of strangers more than those of who is known, where the system can be told so; see
 * {@link LowPriority}.
 */
final class WorkersInTurn {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final ThreadLocal<Boolean> LOWERED = ThreadLocal.withInitial(() -> false);

    private final WorkerExecutor known;
    private final WorkerExecutor strangers;
    private final HashingTurns turns;
    private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();

    WorkersInTurn(Vertx vertx, String name, int threads) {
        this.known = vertx.createSharedWorkerExecutor(name, threads);
        this.strangers = vertx.createSharedWorkerExecutor(name + "-of-strangers", threads);
        this.turns = new HashingTurns(vertx, threads, LONGEST_WAIT);
    }

    /** Does the work when it is its turn; whoever still waits when this node stops is told to come back. */
    <T> Future<T> run(Asker asker, Callable<T> work) {
        return turns.take(asker, () -> begin(asker, work)).recover(WorkersInTurn::stopping);
    }

    private <T> Future<T> begin(Asker asker, Callable<T> work) {
        var workers = asker.known() ? known : strangers;
        var begun = workers.executeBlocking(
                () -> {
                    lowerThread(asker.known() ? LowPriority.BELOW_NORMAL : LowPriority.LOW);
                    return work.call();
                },
                false);
        underWay.add(begun);
        return begun.onComplete(ended -> underWay.remove(begun));
    }

    private static void lowerThread(int niceness) {
        if (!LOWERED.get()) {
            LOWERED.set(true);
            LowPriority.currentThread().ifPresent(id -> LowPriority.lower(id, niceness));
        }
    }

    private static <T> Future<T> stopping(Throwable failure) {
        return failure instanceof RejectedExecutionException
                ? CommonError.UNAVAILABLE
                        .because("This node of Guildhall is stopping; try again in a few seconds.")
                        .withRetryAfter(Duration.ofSeconds(5))
                        .asFuture()
                : Future.failedFuture(failure);
    }

    /** Begins nothing more and waits for what is under way, whose results are told on event loops. */
    Future<Void> close() {
        return Future.join(known.close(), strangers.close())
                .transform(closed -> Future.join(List.copyOf(underWay)).transform(ended -> Future.succeededFuture()));
    }
}
