package dev.guildhall.core.work;

import io.vertx.core.Future;
import java.util.Set;
import java.util.UUID;

/** Where the nodes see each other, with the times at which each was seen last, by the one clock of the database. */
public interface NodeRegistry {

    /** Enters a node that starts, in the place of whatever had its name. */
    Future<Void> enter(UUID id, String name);

    /** Enters a node that runs under another id than it had. */
    Future<Void> enterAgain(UUID former, UUID id, String name);

    /** What is known of a node. */
    enum Sight {
        /** It is not known any more. */
        UNKNOWN,
        ALONE,
        WITH_OTHERS
    }

    /** Notes that a node is alive. */
    Future<Sight> seen(UUID id);

    /** The nodes but for this one that were seen lately. */
    Future<Set<UUID>> others(UUID id);

    Future<Void> remove(UUID id);
}
