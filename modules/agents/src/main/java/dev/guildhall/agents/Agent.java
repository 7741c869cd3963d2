package dev.guildhall.agents;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody to talk to: a chat model, what it is told of itself, and what it may call. It is a workspace's or the platform's.
 *
 * @param parameters how the model is to work, as its provider names it; not to be changed
 * @param tools the keys of the capabilities that it may call
 * @param revision counts changes; the ETag clients see
 */
public record Agent(
        String key,
        String name,
        Optional<String> instructions,
        String provider,
        String model,
        JsonObject parameters,
        List<String> tools,
        boolean enabled,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    /** How clients see it, all but where it is from. */
    public JsonObject toJson() {
        return facts().put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }

    /** What can be changed of it, and its key. */
    public JsonObject facts() {
        return new JsonObject()
                .put("key", key)
                .put("name", name)
                .put("instructions", instructions.orElse(null))
                .put("provider", provider)
                .put("model", model)
                .put("parameters", parameters.copy())
                .put("tools", new JsonArray(tools))
                .put("enabled", enabled);
    }

    Agent changedAt(Instant now) {
        return new Agent(
                key, name, instructions, provider, model, parameters, tools, enabled, revision + 1, createdAt, now);
    }
}
