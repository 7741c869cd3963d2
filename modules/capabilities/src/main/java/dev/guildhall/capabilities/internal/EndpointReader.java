package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.Endpoint;
import dev.guildhall.capabilities.EndpointInput;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.schema.JsonTexts;
import dev.guildhall.core.schema.SchemaCheck;
import dev.guildhall.core.text.Timestamp;
import dev.guildhall.host.Deprecation;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/** Reads what a client says about a capability by URL: its form was settled by the contract. */
public final class EndpointReader implements BodyReader<EndpointInput> {

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]{0,39}(?:\\.[a-z][a-z0-9_-]{0,39}){2}");
    private static final int LONGEST_VERSION = 64;
    private static final JsonObject ANYTHING = new JsonObject().put("type", "object");

    private final OutboundGuard outbound;
    private final WorkerExecutor schemas;

    /** @param schemas for judging schemas, which takes too long for an event loop */
    public EndpointReader(OutboundGuard outbound, WorkerExecutor schemas) {
        this.outbound = outbound;
        this.schemas = schemas;
    }

    @Override
    public Future<EndpointInput> read(ApiRequest request, Object told) {
        var body = (JsonObject) told;
        var faults = new Faults();
        faults.require(
                KEY.matcher(request.path("capabilityKey")).matches(),
                "capabilityKey",
                "capabilityKey must be a key like directory.contact.create: domain, resource, action");
        for (var field : new String[] {"version", "url"}) {
            faults.require(
                    !body.containsKey(field) || body.getValue(field) != null, field, field + " cannot be cleared");
        }
        var version = Optional.ofNullable(body.getString("version")).flatMap(text -> version(text, faults));
        var url = Optional.ofNullable(body.getString("url"));
        var deprecated = body.containsKey("deprecated")
                ? Optional.of(
                        Optional.ofNullable(body.getJsonObject("deprecated")).map(how -> deprecation(how, faults)))
                : Optional.<Optional<Deprecation>>empty();
        var callable =
                url.map(text -> faults.await(outbound.check("url", text))).orElseGet(Future::succeededFuture);
        return callable.compose(checked -> schemas.<Void>executeBlocking(
                        () -> {
                            requireSchema(body, "input", faults);
                            requireSchema(body, "output", faults);
                            return null;
                        },
                        false))
                .map(checked -> {
                    faults.refuse();
                    return new EndpointInput(
                            version,
                            url,
                            given(body, "input", ANYTHING),
                            given(body, "output", ANYTHING),
                            given(body, "timeoutSeconds", Endpoint.DEFAULT_TIMEOUT_SECONDS),
                            given(body, "idempotent", false),
                            deprecated,
                            given(body, "changes", false),
                            given(body, "streams", false));
                });
    }

    /** What the field says, which is {@code cleared} for null; empty when it is not given. */
    @SuppressWarnings("unchecked") // The contract has settled what kind of value it is.
    private static <T> Optional<T> given(JsonObject body, String field, T cleared) {
        if (!body.containsKey(field)) {
            return Optional.empty();
        }
        return Optional.of(body.getValue(field) == null ? cleared : (T) body.getValue(field));
    }

    private static Optional<Semver> version(String text, Faults faults) {
        var version = text.length() <= LONGEST_VERSION ? Semver.parse(text) : null;
        if (version == null
                || !version.getBuild().isEmpty()
                || !version.getVersion().equals(text)) {
            faults.add(
                    "version", "version must be a semantic version like 1.0.0 or 1.1.0-rc.1, without build metadata");
            return Optional.empty();
        }
        return Optional.of(version);
    }

    private static Deprecation deprecation(JsonObject told, Faults faults) {
        return new Deprecation(
                time(told, "since", faults),
                time(told, "sunset", faults),
                told.getString("note", "").strip());
    }

    private static Optional<Instant> time(JsonObject told, String name, Faults faults) {
        return Optional.ofNullable(told.getString(name))
                .flatMap(text -> faults.read(() -> Timestamp.parse("deprecated." + name, text)));
    }

    private static void requireSchema(JsonObject body, String field, Faults faults) {
        var schema = body.getJsonObject(field);
        if (schema == null) {
            return;
        }
        var texts = JsonTexts.faults(new JsonObject().put(field, schema));
        texts.forEach(fault -> faults.add(fault.field(), fault.message()));
        if (texts.isEmpty()) {
            SchemaCheck.faultOf(schema).ifPresent(fault -> faults.add(field, field + " " + fault));
        }
    }
}
