package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.Caller;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * What somebody asks of a capability.
 *
 * @param by who calls, as the audit log has them
 * @param caller the same, as the provider is told
 * @param idempotencyKey what the caller named the call by
 * @param chain how the call came about, once it is known what is called
 */
public record CapabilityInvocation(
        WorkspaceId workspace,
        String key,
        VersionRange range,
        JsonObject input,
        Authentication by,
        Caller caller,
        Optional<String> idempotencyKey,
        Function<Capability, CallChain> chain) {}
