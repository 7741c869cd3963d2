package dev.guildhall.events.internal.source;

import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkSource;
import dev.guildhall.core.work.Worker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/** The topics that are to be taken in as work, each done by one node at a time. */
final class SourceWork implements WorkSource<SourceKey, SourceClaim> {

    private final SourceTable sources;
    private final Function<SourceClaim, Worker> workers;

    SourceWork(SourceTable sources, Function<SourceClaim, Worker> workers) {
        this.sources = sources;
        this.workers = workers;
    }

    @Override
    public Future<Claims<SourceClaim>> claim(Lease lease, int limit) {
        return sources.claim(lease, limit).map(claims -> new Claims<>(claims, claims.size() == limit));
    }

    @Override
    public Worker worker(SourceClaim claim) {
        return workers.apply(claim);
    }

    @Override
    public Future<Void> giveBack(SourceClaim claim) {
        return sources.release(claim, Duration.ZERO, null).mapEmpty();
    }

    @Override
    public Future<Void> sweep(HeldClaims held) {
        return sources.releaseLost(held);
    }

    @Override
    public Future<Void> releaseAll(UUID owner) {
        return sources.releaseAll(owner);
    }
}
