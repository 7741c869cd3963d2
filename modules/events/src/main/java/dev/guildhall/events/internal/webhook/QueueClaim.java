package dev.guildhall.events.internal.webhook;

import dev.guildhall.events.internal.durable.Lease;
import dev.guildhall.events.internal.webhook.QueueTable.Queue;
import java.util.UUID;

/** The claim of this node on one queue. Others may take the queue over, and so may this node, with another claim. */
record QueueClaim(Queue queue, UUID id, Lease lease) {

    /** Whether it is sure that nobody else works on the queue. */
    boolean holds() {
        return lease.holds();
    }
}
