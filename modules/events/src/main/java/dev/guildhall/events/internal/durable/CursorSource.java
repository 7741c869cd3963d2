package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.HeldClaims;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkSource;
import dev.guildhall.core.work.Worker;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The cursors as work. Every node hears of every event and then looks at the cursors of its tenant, so work is found
 * without searching for it. What that misses - retries that are due, leases of nodes that died, events from before this
 * node started - is found by sweeps that ask small indexes; only at the start, and rarely after that, all cursors are
 * looked at.
 */
final class CursorSource implements WorkSource<Cursor.Key, CursorClaim> {

    private static final int CLAIM_TENANTS = 500;

    private final CursorClaimTable cursors;
    private final Map<String, Function<CursorClaim, Worker>> workers = new ConcurrentHashMap<>();
    // In the order in which they were heard of, so that each has its turn.
    private final Set<Tenant> pending = new LinkedHashSet<>();

    CursorSource(CursorClaimTable cursors) {
        this.cursors = cursors;
    }

    /** Serves a kind from now on; from any thread. */
    void register(String kind, Function<CursorClaim, Worker> worker) {
        if (workers.putIfAbsent(kind, worker) != null) {
            throw new IllegalStateException("Two deliveries for the kind " + kind);
        }
    }

    void unregister(String kind) {
        workers.remove(kind);
    }

    @Override
    public boolean serves(Cursor.Key key) {
        return workers.containsKey(key.kind());
    }

    @Override
    public void hint(Tenant tenant) {
        pending.add(tenant);
    }

    @Override
    public boolean mayBeDue() {
        return !pending.isEmpty() && !workers.isEmpty();
    }

    @Override
    public Future<Claims<CursorClaim>> claim(Lease lease, int limit) {
        var tenants = pending.stream().limit(CLAIM_TENANTS).toList();
        tenants.forEach(pending::remove);
        return cursors.claim(tenants, workers.keySet(), limit, lease)
                .onFailure(failure -> pending.addAll(tenants))
                .map(claims -> {
                    if (claims.size() == limit) {
                        pending.addAll(tenants);
                    }
                    return new Claims<>(claims, !pending.isEmpty());
                });
    }

    @Override
    public Worker worker(CursorClaim claim) {
        return workers.get(claim.key().kind()).apply(claim);
    }

    @Override
    public Future<Void> giveBack(CursorClaim claim) {
        return cursors.advanceAndRelease(claim, claim.cursor().sequence());
    }

    @Override
    public Future<Void> sweep(HeldClaims held) {
        return cursors.releaseLost(held)
                .compose(freed -> cursors.retriesDue().map(due -> {
                    pending.addAll(freed);
                    pending.addAll(due);
                    return null;
                }));
    }

    @Override
    public Future<Void> search() {
        return cursors.behind().map(behind -> {
            pending.addAll(behind);
            return null;
        });
    }

    @Override
    public Future<Void> releaseAll(UUID owner) {
        return cursors.releaseAll(owner);
    }
}
