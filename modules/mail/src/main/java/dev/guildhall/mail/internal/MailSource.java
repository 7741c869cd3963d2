package dev.guildhall.mail.internal;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkSource;
import dev.guildhall.core.work.Worker;
import dev.guildhall.mail.internal.MailClaim.Key;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;

/**
 * The queue of mails as work. A claim ends by itself some time after it was made, be its node alive or not: long enough
 * for the one try that it is for, and for a node that stood still to see that it is late.
 */
final class MailSource implements WorkSource<Key, MailClaim> {

    private final MailClaimTable table;
    private final Duration claimLasts;
    private final Function<MailClaim, Worker> workers;
    private boolean mayBeDue;

    MailSource(MailClaimTable table, Duration claimLasts, Function<MailClaim, Worker> workers) {
        this.table = table;
        this.claimLasts = claimLasts;
        this.workers = workers;
    }

    @Override
    public void hint(Tenant tenant) {
        mayBeDue = true;
    }

    @Override
    public boolean mayBeDue() {
        return mayBeDue;
    }

    @Override
    public Future<Claims<MailClaim>> claim(Lease lease, int limit) {
        // What is handed in while the answer is on its way may not be in it.
        mayBeDue = false;
        return table.claim(lease, limit).onFailure(failure -> mayBeDue = true).map(claims -> {
            mayBeDue |= claims.size() == limit;
            return new Claims<>(claims, mayBeDue);
        });
    }

    @Override
    public Worker worker(MailClaim claim) {
        return workers.apply(claim);
    }

    @Override
    public Future<Void> giveBack(MailClaim claim) {
        return table.giveBack(claim);
    }

    @Override
    public Future<Void> sweep(HeldClaims held) {
        return table.sweep(claimLasts).map(due -> {
            mayBeDue |= due;
            return null;
        });
    }

    @Override
    public Future<Void> releaseAll(UUID owner) {
        return table.releaseAll(owner);
    }
}
