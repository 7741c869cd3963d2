package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.core.id.Ids;
import dev.guildhall.extensions.ServiceCall;
import dev.guildhall.extensions.ServiceClient;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Calls of capabilities by URL. */
public final class EndpointCalls {

    private final ServiceClient services;
    private final EndpointSecrets secrets;

    public EndpointCalls(ServiceClient services, EndpointSecrets secrets) {
        this.services = services;
        this.secrets = secrets;
    }

    /** What the service answers; fails as {@link ServiceClient#post} says. */
    Future<JsonObject> call(CapabilityInvocation call, Capability capability, CallChain chain) {
        var endpoint = capability.endpoint().orElseThrow();
        var left = left(chain);
        var own = Duration.ofSeconds(endpoint.timeoutSeconds());
        var timeout = left.compareTo(own) < 0 ? left : own;
        return services.post(asked(call, capability, chain, Map.of(), timeout, endpoint.idempotent()));
    }

    /** Has the items taken that the service answers, for as long as the caller has; fails as the client says. */
    Future<Void> stream(
            CapabilityInvocation call,
            Capability capability,
            CallChain chain,
            Function<JsonObject, Future<Void>> items) {
        var accept = Map.of("accept", "application/x-ndjson");
        return services.stream(asked(call, capability, chain, accept, left(chain), false), items);
    }

    private static Duration left(CallChain chain) {
        return Duration.between(Instant.now(), chain.deadline());
    }

    private ServiceCall asked(
            CapabilityInvocation call,
            Capability capability,
            CallChain chain,
            Map<String, String> more,
            Duration timeout,
            boolean mayRepeat) {
        var endpoint = capability.endpoint().orElseThrow();
        var workspace = call.workspace();
        var headers = new HashMap<>(more);
        headers.put("guildhall-workspace", workspace.toString());
        headers.put("guildhall-capability", capability.key());
        headers.put("guildhall-capability-version", capability.version().getVersion());
        headers.put("x-request-id", chain.requestId());
        call.idempotencyKey().ifPresent(key -> headers.put("idempotency-key", key));
        return new ServiceCall(
                workspace + "/" + capability.key(),
                Ids.next().toString(),
                URI.create(endpoint.url()),
                secrets.open(workspace, capability.key(), endpoint),
                call.input(),
                headers,
                timeout,
                chain.cancellation(),
                mayRepeat,
                ExtensionManifest.errorPrefix(
                        capability.key().substring(0, capability.key().indexOf('.'))));
    }
}
