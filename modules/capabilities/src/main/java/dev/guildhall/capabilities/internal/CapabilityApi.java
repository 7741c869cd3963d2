package dev.guildhall.capabilities.internal;

import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;

import dev.guildhall.capabilities.Binding;
import dev.guildhall.capabilities.Bindings;
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
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.http.Operations;
import dev.guildhall.host.Cancellation;
import dev.guildhall.host.VersionRange;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import dev.guildhall.spi.CapabilityCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The operations on capabilities. */
public final class CapabilityApi implements Api {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final ListFields<KeyedCapability> LIST = ListFields.<KeyedCapability>named("capabilities")
            .field("key", text(), KeyedCapability::key)
            .field("provider", textIgnoringCase(), KeyedCapability::provider)
            .defaultOrder("key")
            .id("key", text(), KeyedCapability::key);

    private final Capabilities capabilities;

    private final Endpoints endpoints;
    private final Bindings bindings;
    private final EndpointReader reader;

    public CapabilityApi(Capabilities capabilities, Endpoints endpoints, Bindings bindings, EndpointReader reader) {
        this.capabilities = capabilities;
        this.endpoints = endpoints;
        this.bindings = bindings;
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
                .on("rotateCapabilitySecret", this::rotateSecret)
                .on("getCapabilityBinding", this::getBinding)
                .on("bindCapability", BodyReader.AS_IT_IS, this::bind)
                .on("planCapabilityBinding", BodyReader.AS_IT_IS, this::planBinding)
                .on("releaseCapability", this::release);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = PageRequest.of(LIST, request);
        return capabilities
                .list(request.workspace())
                .map(all -> page.select(all).answer(KeyedCapability::toJson));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return capabilities
                .find(request.workspace(), request.path("capabilityKey"))
                .map(found -> {
                    var shown = found.withVersions();
                    var revision = found.newest().isExternal() ? Endpoints.revision(found.all()) : 0;
                    return ApiResponse.ok(shown).withRevision(revision == 0 ? digest(shown) : revision);
                });
    }

    /** Stands for the revision of what an extension provides, which changes with the extension. */
    private static long digest(JsonObject shown) {
        return ByteBuffer.wrap(Sha256.of(shown.toBuffer().getBytes())).getLong();
    }

    private Future<ApiResponse> invoke(ApiRequest request, JsonObject input) {
        var call = CapabilityCall.of(request.path("capabilityKey"), input);
        var named = request.header(IdempotencyKeys.HEADER);
        var form = StreamedResult.Form.of(request);
        if (form.isPresent()) {
            if (named.isPresent()) {
                throw CommonError.REQUEST_INVALID.onField(
                        IdempotencyKeys.HEADER, "A stream is not kept to be repeated: leave Idempotency-Key out.");
            }
            return stream(request, call, new StreamedResult(request, form.get()));
        }
        return capabilities.invoke(
                request.authentication(),
                request.access(),
                named.map(call::withIdempotencyKey).orElse(call),
                range(request),
                request.requestId(),
                // Whoever named the call comes again for its result.
                named.isPresent() ? new Cancellation() : cancelledWith(request),
                CapabilityApi::answer);
    }

    private Future<ApiResponse> stream(ApiRequest request, CapabilityCall call, StreamedResult result) {
        return capabilities.stream(
                        request.authentication(),
                        request.access(),
                        call,
                        range(request),
                        request.requestId(),
                        cancelledWith(request),
                        (capability, item) -> result.send(warnings(capability), item))
                .transform(result::end);
    }

    private static Cancellation cancelledWith(ApiRequest request) {
        var cancellation = new Cancellation();
        request.context().addEndHandler(ended -> {
            if (ended.failed()) {
                cancellation.cancel();
            }
        });
        return cancellation;
    }

    private static ApiResponse answer(Capability capability, JsonObject output) {
        var answer = ApiResponse.ok(output);
        for (var warning : warnings(capability).entrySet()) {
            answer = answer.withHeader(warning.getKey(), warning.getValue());
        }
        return answer;
    }

    private static Map<String, String> warnings(Capability capability) {
        if (capability.traits().deprecated().isEmpty()) {
            return Map.of();
        }
        var how = capability.traits().deprecated().get();
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "Deprecation", "@" + how.since().orElse(capability.createdAt()).getEpochSecond());
        how.sunset().ifPresent(time -> headers.put("Sunset", HTTP_DATE.format(time)));
        return headers;
    }

    private Future<ApiResponse> put(ApiRequest request, EndpointInput input) {
        return endpoints
                .put(
                        request.authentication(),
                        request.workspace(),
                        request.path("capabilityKey"),
                        input,
                        flag(request, "force"),
                        request.ifMatch())
                .map(CapabilityApi::registered);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        var key = request.path("capabilityKey");
        if (flag(request, "dryRun")) {
            return endpoints
                    .planRemoval(request.workspace(), key, request.query("version"))
                    .map(breaks -> ApiResponse.ok(breaks.toJson()));
        }
        return endpoints
                .remove(
                        request.authentication(),
                        request.workspace(),
                        key,
                        request.query("version"),
                        flag(request, "force"),
                        request.ifMatch())
                .map(ApiResponse.noContent());
    }

    private Future<ApiResponse> getBinding(ApiRequest request) {
        return bindings.get(request.workspace(), request.path("capabilityKey")).map(CapabilityApi::shown);
    }

    private Future<ApiResponse> bind(ApiRequest request, JsonObject body) {
        var key = request.path("capabilityKey");
        var provider = body.getString("provider");
        return flag(request, "dryRun")
                ? bindings.plan(request.workspace(), key, provider).map(breaks -> ApiResponse.ok(breaks.toJson()))
                : bindings.bind(
                                request.authentication(),
                                request.workspace(),
                                key,
                                provider,
                                flag(request, "force"),
                                request.ifMatch())
                        .map(CapabilityApi::shown);
    }

    private Future<ApiResponse> planBinding(ApiRequest request, JsonObject body) {
        return bindings.plan(request.workspace(), request.path("capabilityKey"), body.getString("provider"))
                .map(breaks -> ApiResponse.ok(breaks.toJson()));
    }

    private Future<ApiResponse> release(ApiRequest request) {
        var key = request.path("capabilityKey");
        return flag(request, "dryRun")
                ? bindings.planRelease(request.workspace(), key).map(breaks -> ApiResponse.ok(breaks.toJson()))
                : bindings.release(
                                request.authentication(),
                                request.workspace(),
                                key,
                                flag(request, "force"),
                                request.ifMatch())
                        .map(ApiResponse.noContent());
    }

    private static ApiResponse shown(Binding binding) {
        return ApiResponse.ok(binding.toJson()).withRevision(binding.revision());
    }

    private static boolean flag(ApiRequest request, String parameter) {
        return request.query(parameter).map(Boolean::parseBoolean).orElse(false);
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
