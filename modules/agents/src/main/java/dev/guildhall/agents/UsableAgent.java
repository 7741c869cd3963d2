package dev.guildhall.agents;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * An agent as a workspace may use it.
 *
 * @param grant by which it is another workspace's
 */
public record UsableAgent(Agent agent, Origin origin, Optional<AgentGrant> grant) {

    /** Where an agent is from. Of several with one key, the first of these is used. */
    public enum Origin {
        OWNED,
        GRANTED,
        GLOBAL
    }

    public static UsableAgent owned(Agent agent) {
        return new UsableAgent(agent, Origin.OWNED, Optional.empty());
    }

    public static UsableAgent granted(Agent agent, AgentGrant grant) {
        return new UsableAgent(agent, Origin.GRANTED, Optional.of(grant));
    }

    public static UsableAgent global(Agent agent) {
        return new UsableAgent(agent, Origin.GLOBAL, Optional.empty());
    }

    /** Whether it may not use tools that change something. */
    public boolean isReadonly() {
        return grant.map(AgentGrant::readonly).orElse(false);
    }

    /** How clients see it. What another workspace tells its agent is that workspace's. */
    public JsonObject toJson() {
        var json = agent.toJson().put("origin", origin.name());
        grant.ifPresent(given -> json.put("grantId", given.id().toString()).remove("instructions"));
        return json;
    }
}
