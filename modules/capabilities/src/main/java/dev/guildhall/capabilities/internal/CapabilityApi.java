package dev.guildhall.capabilities.internal;

import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;

import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.capabilities.Capability;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.VersionRange;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import dev.guildhall.spi.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** The operations on capabilities. */
public final class CapabilityApi implements Api {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final ListFields<Capability> LIST = ListFields.<Capability>named("capabilities")
            .field("key", text(), Capability::key)
            .field("provider", textIgnoringCase(), Capability::provider)
            .defaultOrder("key")
            .id("key", text(), Capability::key);

    private final Capabilities capabilities;
    private final Invoker invoker;

    public CapabilityApi(Capabilities capabilities, Invoker invoker) {
        this.capabilities = capabilities;
        this.invoker = invoker;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listCapabilities", this::list)
                .on("getCapability", this::get)
                .on("invokeCapability", BodyReader.AS_IT_IS, this::invoke);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = PageRequest.of(LIST, request);
        return capabilities
                .of(request.workspace())
                .map(registry -> page.select(registry.newest()).answer(Capability::toJson));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        var key = request.path("capabilityKey");
        return capabilities.of(request.workspace()).map(registry -> {
            var newest = registry.versions(key).stream()
                    .findFirst()
                    .orElseThrow(() -> Invoker.notFound(registry, key, VersionRange.ANY));
            var versions = new JsonArray();
            registry.versions(key)
                    .forEach(version -> versions.add(version.version().getVersion()));
            return ApiResponse.ok(newest.toJson().put("versions", versions));
        });
    }

    private Future<ApiResponse> invoke(ApiRequest request, JsonObject input) {
        var actor = request.authentication();
        var caller = Caller.user(
                actor.user().toString(), actor.email(), request.access().role());
        return invoker.invoke(
                request.workspace(),
                request.path("capabilityKey"),
                range(request),
                input,
                caller,
                CallChain.from(request.requestId(), Instant.now().plus(TIMEOUT)),
                ApiResponse::ok);
    }

    private static VersionRange range(ApiRequest request) {
        var header = request.header("X-Capability-Version");
        if (header.isEmpty()) {
            return VersionRange.ANY;
        }
        try {
            return VersionRange.parse(header.get());
        } catch (IllegalArgumentException malformed) {
            throw CommonError.REQUEST_INVALID.onField(
                    "X-Capability-Version", "X-Capability-Version " + malformed.getMessage());
        }
    }
}
