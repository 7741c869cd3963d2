package dev.guildhall.capabilities;

import dev.guildhall.host.Deprecation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.semver4j.Semver;

/**
 * What a client says about a capability by URL, checked; what it does not say stays as it is.
 *
 * @param deprecated empty inside when it is deprecated no longer
 */
public record EndpointInput(
        Optional<Semver> version,
        Optional<String> url,
        Optional<JsonObject> input,
        Optional<JsonObject> output,
        Optional<Integer> timeoutSeconds,
        Optional<Boolean> idempotent,
        Optional<Optional<Deprecation>> deprecated,
        Optional<Boolean> changes,
        Optional<Boolean> streams) {}
