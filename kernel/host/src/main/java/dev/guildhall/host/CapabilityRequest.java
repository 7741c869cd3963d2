package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A call of one version of a capability that an extension provides.
 *
 * @param input valid for the capability's schema; it belongs to the extension from now on
 * @param idempotencyKey what the caller named the call by
 */
public record CapabilityRequest(
        String key, String version, JsonObject input, Caller caller, CallChain chain, Optional<String> idempotencyKey) {

    public CapabilityRequest(String key, String version, JsonObject input, Caller caller, CallChain chain) {
        this(key, version, input, caller, chain, Optional.empty());
    }

    CapabilityRequest in(CallChain other) {
        return new CapabilityRequest(key, version, input, caller, other, idempotencyKey);
    }
}
