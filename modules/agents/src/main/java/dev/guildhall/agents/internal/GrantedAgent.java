package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.AgentGrant;

/** An agent that is another workspace's, and by what grant it may be used. */
public record GrantedAgent(Agent agent, AgentGrant grant) {}
