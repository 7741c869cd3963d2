package dev.guildhall.capabilities;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.semver4j.Semver;

/** What a client says about a capability by URL, checked; what it does not say stays as it is. */
public record EndpointInput(
        Optional<Semver> version,
        Optional<String> url,
        Optional<JsonObject> input,
        Optional<JsonObject> output,
        Optional<Integer> timeoutSeconds,
        Optional<Boolean> idempotent) {}
