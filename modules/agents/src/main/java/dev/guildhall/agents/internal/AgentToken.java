package dev.guildhall.agents.internal;

import java.util.UUID;

/** A piece of an answer in the making. */
public record AgentToken(UUID session, UUID run, String agentKey, String piece) {}
