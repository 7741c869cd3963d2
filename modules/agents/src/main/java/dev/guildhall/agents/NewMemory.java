package dev.guildhall.agents;

import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Something that somebody wants agents to remember.
 *
 * @param personal whether it is for themselves alone
 */
public record NewMemory(String content, Optional<String> agentKey, boolean personal) {

    private static final int LONGEST = 4_000;

    /** Reads {@code {content, agentKey?, personal?}}. */
    public static NewMemory of(JsonObject body) {
        var faults = new Faults();
        var content = body.getValue("content") instanceof String text ? text.strip() : "";
        faults.require(
                !content.isEmpty() && content.length() <= LONGEST && content.indexOf('\0') < 0,
                "content",
                "content must have 1 to " + LONGEST + " characters");
        var agent = Optional.ofNullable(body.getString("agentKey"));
        faults.require(
                agent.map(key -> key.matches("[a-z0-9][a-z0-9_-]{0,62}")).orElse(true),
                "agentKey",
                "agentKey must be the key of an agent");
        faults.refuse();
        return new NewMemory(content, agent, body.getBoolean("personal", false));
    }
}
