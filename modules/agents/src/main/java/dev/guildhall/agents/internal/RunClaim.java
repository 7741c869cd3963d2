package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentRun;
import dev.guildhall.core.work.Claim;
import dev.guildhall.core.work.Lease;
import java.util.UUID;

/** The claim of this node on a run, which it is to make. */
record RunClaim(SessionKey key, UUID id, Lease lease, AgentRun run) implements Claim<SessionKey> {}
