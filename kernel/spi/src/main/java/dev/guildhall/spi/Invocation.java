package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One call of a capability.
 *
 * @param key the capability called, for handlers that serve several
 * @param input valid for the capability's input schema; it belongs to the handler, which may change it
 * @param caller who calls, already allowed to
 * @param requestId the same in the host's logs and in the caller's answer
 * @param deadline when the caller stops waiting
 */
public record Invocation(String key, JsonObject input, Caller caller, String requestId, Instant deadline) {}
