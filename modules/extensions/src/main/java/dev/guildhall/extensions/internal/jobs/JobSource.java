package dev.guildhall.extensions.internal.jobs;

import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkSource;
import dev.guildhall.core.work.Worker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/** Runs of jobs that are due, as work. */
record JobSource(JobClaimTable table, Function<JobClaim, Worker> workers) implements WorkSource<JobName, JobClaim> {

    @Override
    public Future<Claims<JobClaim>> claim(Lease lease, int limit) {
        return table.claim(lease, limit).map(claims -> new Claims<>(claims, !claims.isEmpty()));
    }

    @Override
    public Worker worker(JobClaim claim) {
        return workers.apply(claim);
    }

    @Override
    public Future<Void> giveBack(JobClaim claim) {
        return table.postpone(claim, Duration.ZERO);
    }

    @Override
    public Future<Void> sweep(HeldClaims held) {
        return table.releaseLost(held);
    }

    @Override
    public Future<Void> releaseAll(UUID owner) {
        return table.releaseAll(owner);
    }
}
