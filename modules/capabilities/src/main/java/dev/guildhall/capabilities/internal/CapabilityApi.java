package dev.guildhall.capabilities.internal;

import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;

import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.EndpointInput;
import dev.guildhall.capabilities.Endpoints;
import dev.guildhall.capabilities.Endpoints.Registered;
import dev.guildhall.core.digest.Sha256;
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
import java.nio.ByteBuffer;

/** The operations on capabilities. */
public final class CapabilityApi implements Api {

    private static final ListFields<Capability> LIST = ListFields.<Capability>named("capabilities")
            .field("key", text(), Capability::key)
            .field("provider", textIgnoringCase(), Capability::provider)
            .defaultOrder("key")
            .id("key", text(), Capability::key);

    private final Capabilities capabilities;

    private final Endpoints endpoints;
    private final EndpointReader reader;

    public CapabilityApi(Capabilities capabilities, Endpoints endpoints, EndpointReader reader) {
        this.capabilities = capabilities;
        this.endpoints = endpoints;
        this.reader = reader;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listCapabilities", this::list)
                .on("getCapability", this::get)
                .on("invokeCapability", BodyReader.AS_IT_IS, this::invoke)
                .on("putCapability", reader, this::put)
                .on("removeCapability", this::remove)
                .on("rotateCapabilitySecret", this::rotateSecret);
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
                    var shown = versions.get(0).toJson().put("versions", numbers);
                    var revision = Endpoints.revision(versions);
                    return ApiResponse.ok(shown).withRevision(revision == 0 ? digest(shown) : revision);
                });
    }

    /** Stands for the revision of what an extension provides, which changes with the extension. */
    private static long digest(JsonObject shown) {
        return ByteBuffer.wrap(Sha256.of(shown.toBuffer().getBytes())).getLong();
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

    private Future<ApiResponse> put(ApiRequest request, EndpointInput input) {
        return endpoints
                .put(
                        request.authentication(),
                        request.workspace(),
                        request.path("capabilityKey"),
                        input,
                        request.ifMatch())
                .map(CapabilityApi::registered);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return endpoints
                .remove(
                        request.authentication(),
                        request.workspace(),
                        request.path("capabilityKey"),
                        request.query("version"),
                        request.ifMatch())
                .map(ApiResponse.noContent());
    }

    private Future<ApiResponse> rotateSecret(ApiRequest request) {
        return endpoints
                .rotateSecret(
                        request.authentication(), request.workspace(), request.path("capabilityKey"), request.ifMatch())
                .map(CapabilityApi::registered);
    }

    private static ApiResponse registered(Registered registered) {
        var endpoint = registered.capability().endpoint().orElseThrow();
        var json = registered.capability().toJson().put("url", endpoint.url());
        registered.secret().ifPresent(secret -> json.put("secret", secret));
        return ApiResponse.ok(json).withRevision(endpoint.revision());
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
