package dev.guildhall.core.work;

import io.vertx.core.Future;
import java.util.Set;
import java.util.UUID;

/** Under which lease this node claims work. */
public interface NodeLease {

    /** What it holds at the moment, or held last. */
    Lease current();

    /** The owners of the leases of the other nodes that were seen lately; none where they are not known. */
    default Future<Set<UUID>> others() {
        return Future.succeededFuture(Set.of());
    }

    /** Whether another node was seen lately; true where that is not known. */
    default boolean hasOthers() {
        return true;
    }
}
