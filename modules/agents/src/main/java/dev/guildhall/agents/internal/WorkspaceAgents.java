package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.ModelRestrictions;
import dev.guildhall.core.cache.Weighed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The agents that are a workspace's own or granted to it, and which models they may answer with. */
public record WorkspaceAgents(Map<String, Agent> owned, List<GrantedAgent> granted, ModelRestrictions restrictions)
        implements Weighed {

    private static final int BYTES_OF_AGENT = 600;

    static WorkspaceAgents of(List<Agent> owned, List<GrantedAgent> granted, Optional<ModelRestrictions> restrictions) {
        return new WorkspaceAgents(byKey(owned), List.copyOf(granted), restrictions.orElse(ModelRestrictions.NONE));
    }

    static Map<String, Agent> byKey(List<Agent> agents) {
        return agents.stream().collect(Collectors.toUnmodifiableMap(Agent::key, Function.identity()));
    }

    @Override
    public long bytes() {
        return 200
                + owned.values().stream().mapToLong(WorkspaceAgents::bytes).sum()
                + granted.stream().mapToLong(granted -> bytes(granted.agent())).sum();
    }

    private static long bytes(Agent agent) {
        return BYTES_OF_AGENT
                + 2L * agent.instructions().map(String::length).orElse(0)
                + 60L * agent.tools().size();
    }
}
