package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.identity.internal.sso.CostlyWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/** Reads the answers of identity providers on few threads, in the turns that passwords are hashed in: by network. */
final class SsoTurns implements CostlyWork {

    private static final int THREADS = 2;

    private final WorkerExecutor workers;
    private final HashingTurns turns;

    SsoTurns(Vertx vertx) {
        this.workers = vertx.createSharedWorkerExecutor("guildhall-saml", THREADS);
        this.turns = new HashingTurns(vertx, THREADS);
    }

    @Override
    public <T> Future<T> run(Client client, Callable<T> work) {
        return turns.take(new Asker(client.network(), false), () -> workers.executeBlocking(work, false))
                .recover(SsoTurns::stopping);
    }

    private static <T> Future<T> stopping(Throwable failure) {
        return failure instanceof RejectedExecutionException
                ? CommonError.UNAVAILABLE
                        .because("This node of Guildhall is stopping; try again in a few seconds.")
                        .withRetryAfter(Duration.ofSeconds(5))
                        .asFuture()
                : Future.failedFuture(failure);
    }

    Future<Void> close() {
        return workers.close();
    }
}
