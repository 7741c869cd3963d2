package dev.guildhall.agents.internal;

import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkSource;
import dev.guildhall.core.work.Worker;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Function;

/** Runs that wait, as work. */
record RunSource(RunClaimTable table, RunEnds ends, Function<RunClaim, Worker> workers)
        implements WorkSource<SessionKey, RunClaim> {

    @Override
    public Future<Claims<RunClaim>> claim(Lease lease, int limit) {
        return table.claim(lease, limit).map(claims -> new Claims<>(claims, !claims.isEmpty()));
    }

    @Override
    public Worker worker(RunClaim claim) {
        return workers.apply(claim);
    }

    @Override
    public Future<Void> giveBack(RunClaim claim) {
        return table.giveBack(claim);
    }

    @Override
    public Future<Void> sweep(HeldClaims held) {
        return ends.interruptLost(held);
    }

    @Override
    public Future<Void> releaseAll(UUID owner) {
        return ends.interruptAll(owner);
    }
}
