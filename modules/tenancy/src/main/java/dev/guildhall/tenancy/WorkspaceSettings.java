package dev.guildhall.tenancy;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * How a workspace is set up for those who work in it.
 *
 * @param timezone a name of the IANA time zone database
 * @param defaultAgent the agent that answers when a request names none
 * @param customAgentConfigs by agent, the fields of its configuration that are different in this workspace; not to be
 *     modified
 */
public record WorkspaceSettings(String timezone, Optional<String> defaultAgent, JsonObject customAgentConfigs) {

    static final WorkspaceSettings DEFAULT = new WorkspaceSettings("UTC", Optional.empty(), new JsonObject());

    WorkspaceSettings in(String zone) {
        return new WorkspaceSettings(zone, defaultAgent, customAgentConfigs);
    }

    /** The agent's configuration in this workspace: its own fields laid over those it has everywhere. */
    public JsonObject configOf(String agent, JsonObject base) {
        return base.copy()
                .mergeIn(
                        customAgentConfigs
                                .getJsonObject(agent, new JsonObject())
                                .copy(),
                        true);
    }
}
