package dev.guildhall.capabilities;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.semver4j.Semver;

/**
 * Something that can be asked for in a workspace.
 *
 * @param key {@code domain.resource.action}
 * @param provider the key of the extension that answers, or the origin of the service at a URL
 * @param input the JSON Schema of what it takes
 * @param output the JSON Schema of what it answers
 * @param endpoint where it is asked for when no extension answers
 */
public record Capability(
        String key,
        Semver version,
        String provider,
        JsonObject input,
        JsonObject output,
        Instant createdAt,
        Optional<Endpoint> endpoint) {

    public boolean isExternal() {
        return endpoint.isPresent();
    }

    /** Without the URL: for some services, whoever knows it may call. */
    public JsonObject toJson() {
        var json = new JsonObject()
                .put("key", key)
                .put("version", version.getVersion())
                .put("provider", provider)
                .put("input", input)
                .put("output", output)
                .put("createdAt", createdAt.toString());
        endpoint.ifPresent(
                there -> json.put("timeoutSeconds", there.timeoutSeconds()).put("idempotent", there.idempotent()));
        return json;
    }
}
