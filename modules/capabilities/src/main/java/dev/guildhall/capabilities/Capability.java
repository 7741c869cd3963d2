package dev.guildhall.capabilities;

import dev.guildhall.extensions.Provider;
import dev.guildhall.host.Deprecation;
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
 * @param traits what its manifest says of it beside that
 * @param endpoint where it is asked for when no extension answers
 */
public record Capability(
        String key,
        Semver version,
        String provider,
        JsonObject input,
        JsonObject output,
        Traits traits,
        Instant createdAt,
        Optional<Endpoint> endpoint) {

    /**
     * What else is known of a version.
     *
     * @param deprecated that it is on its way out
     * @param changes whether calls of it change something
     * @param streams whether its result comes in a stream of items
     */
    public record Traits(Optional<Deprecation> deprecated, boolean changes, boolean streams) {

        public static final Traits NONE = new Traits(Optional.empty(), false, false);
    }

    /** Who answers, as a binding knows them. */
    public Provider answeredBy() {
        return isExternal() ? Provider.OUTSIDE : new Provider(provider);
    }

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
                .put("changes", traits.changes())
                .put("streams", traits.streams())
                .put("createdAt", createdAt.toString());
        traits.deprecated().ifPresent(how -> json.put("deprecated", how.toJson()));
        endpoint.ifPresent(
                there -> json.put("timeoutSeconds", there.timeoutSeconds()).put("idempotent", there.idempotent()));
        return json;
    }
}
