package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.UUID;

/** The claim of this node on one cursor. Others may take the cursor over, and so may this node, with another claim. */
public final class Claim {

    private final Cursor.Key key;
    private final UUID id;
    private final Lease lease;
    private volatile boolean stopping;

    Claim(Cursor.Key key, UUID id, Lease lease) {
        this.key = key;
        this.id = id;
        this.lease = lease;
    }

    Cursor.Key key() {
        return key;
    }

    UUID owner() {
        return lease.owner();
    }

    UUID id() {
        return id;
    }

    public WorkspaceId workspace() {
        return key.workspace();
    }

    public String subscriber() {
        return key.subscriber();
    }

    /** Whether it is sure that nobody else works on the cursor. */
    boolean holds() {
        return lease.holds();
    }

    /** Whether another event may be handed over; to be asked just before each. */
    public boolean goesOn() {
        return !stopping && holds();
    }

    /** Makes it end after what is under way. */
    void stop() {
        stopping = true;
    }

    /** Fails, and the transaction with it, when the claim is lost; keeps it from being taken until the commit. */
    public Future<Void> require(Tx tx) {
        return CursorTable.hold(tx, this)
                .compose(held -> held.isPresent()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("The lease of " + key + " is lost")));
    }
}
