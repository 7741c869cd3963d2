package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkSource;
import dev.guildhall.core.work.Worker;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Function;

/**
 * The queues of subscriptions as work. A subscription's queue is worked on by one node at a time, so a slow endpoint
 * holds up nobody else's deliveries.
 */
final class QueueSource implements WorkSource<Queue, QueueClaim> {

    private final QueueTable queues;
    private final Function<QueueClaim, Worker> workers;

    QueueSource(QueueTable queues, Function<QueueClaim, Worker> workers) {
        this.queues = queues;
        this.workers = workers;
    }

    @Override
    public Future<Claims<QueueClaim>> claim(Lease lease, int limit) {
        return queues.claim(lease, limit).map(claims -> new Claims<>(claims, claims.size() == limit));
    }

    @Override
    public Worker worker(QueueClaim claim) {
        return workers.apply(claim);
    }

    @Override
    public Future<Void> giveBack(QueueClaim claim) {
        return queues.release(claim).mapEmpty();
    }

    @Override
    public Future<Void> sweep(HeldClaims held) {
        return queues.releaseLost(held);
    }

    @Override
    public Future<Void> releaseAll(UUID owner) {
        return queues.releaseAll(owner);
    }
}
