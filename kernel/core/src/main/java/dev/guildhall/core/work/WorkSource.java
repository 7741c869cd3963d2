package dev.guildhall.core.work;

import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Work of one kind: where it waits and how it is done. Called on the event loop of its {@link WorkerPool}. */
public interface WorkSource<K extends WorkKey, C extends Claim<K>> {

    /** @param more whether there may be others that are due */
    record Claims<C>(List<C> claims, boolean more) {

        public static <C> Claims<C> none() {
            return new Claims<>(List.of(), false);
        }
    }

    /** Something may be due for a tenant. */
    default void hint(Tenant tenant) {}

    /** Whether it is worth asking the database for what is due. */
    default boolean mayBeDue() {
        return true;
    }

    /** Claims some of what is due and nobody holds, the tenants in turn. */
    Future<Claims<C>> claim(Lease lease, int limit);

    /** A worker that has not begun. Empty-handed, the pool gives the claim back when this node does not do it any more. */
    Worker worker(C claim);

    /** Whether this node does it at the moment. */
    default boolean serves(K key) {
        return true;
    }

    /** Ends a claim under which nothing was done. */
    Future<Void> giveBack(C claim);

    /**
     * Ends the claims that are {@linkplain HeldClaims#isLost lost}, and finds by an index what else became due unheard
     * of. Nothing is claimed meanwhile.
     */
    Future<Void> sweep(HeldClaims held);

    /** Finds all that is due, at some expense: after the start, and rarely. */
    default Future<Void> search() {
        return Future.succeededFuture();
    }

    /** Ends all claims of an owner. */
    Future<Void> releaseAll(UUID owner);
}
