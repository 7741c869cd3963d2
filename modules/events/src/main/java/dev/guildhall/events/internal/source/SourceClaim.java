package dev.guildhall.events.internal.source;

import dev.guildhall.core.work.Claim;
import dev.guildhall.core.work.Lease;
import java.util.UUID;

/** The claim of this node on one source. */
record SourceClaim(SourceKey key, UUID id, Lease lease) implements Claim<SourceKey> {}
