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
import dev.guildhall.host.VersionRange;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operations on capabilities. */
public final class CapabilityApi implements Api {

    private static final ListFields<Capability> LIST = ListFields.<Capability>named("capabilities")
            .field("key", text(), Capability::key)
            .field("provider", textIgnoringCase(), Capability::provider)
            .defaultOrder("key")
            .id("key", text(), Capability::key);

    private final Capabilities capabilities;

    public CapabilityApi(Capabilities capabilities) {
        this.capabilities = capabilities;
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
                .list(request.workspace())
                .map(newest -> page.select(newest).answer(Capability::toJson));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return capabilities
                .versions(request.workspace(), request.path("capabilityKey"))
                .map(versions -> {
                    var numbers = new JsonArray();
                    versions.forEach(version -> numbers.add(version.version().getVersion()));
                    return ApiResponse.ok(versions.get(0).toJson().put("versions", numbers));
                });
    }

    private Future<ApiResponse> invoke(ApiRequest request, JsonObject input) {
        return capabilities.invoke(
                request.authentication(),
                request.access(),
                request.path("capabilityKey"),
                range(request),
                input,
                request.requestId(),
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
