package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.work.Claim;
import dev.guildhall.core.work.Lease;
import dev.guildhall.events.internal.subscription.QueueTable.Queue;
import java.util.UUID;

/**
 * The claim of this node on the deliveries of one subscription.
 *
 * @param first what was due when it was claimed, a little of it
 */
record QueueClaim(Queue key, UUID id, Lease lease, Due first) implements Claim<Queue> {}
