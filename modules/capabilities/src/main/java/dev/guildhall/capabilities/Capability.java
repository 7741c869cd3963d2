package dev.guildhall.capabilities;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.semver4j.Semver;

/**
 * Something that can be asked for in a workspace.
 *
 * @param key {@code domain.resource.action}
 * @param provider the key of the extension that answers
 * @param input the JSON Schema of what it takes
 * @param output the JSON Schema of what it answers
 */
public record Capability(
        String key, Semver version, String provider, JsonObject input, JsonObject output, Instant createdAt) {

    public JsonObject toJson() {
        return new JsonObject()
                .put("key", key)
                .put("version", version.getVersion())
                .put("provider", provider)
                .put("input", input)
                .put("output", output)
                .put("createdAt", createdAt.toString());
    }
}
