package dev.guildhall.extensions.internal.installation;

import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.InstallationLimits;
import dev.guildhall.extensions.InstallationStatus;
import dev.guildhall.extensions.StoredAmount;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.host.CallStatistics;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** An installation as clients see it. */
final class InstallationJson {

    private static final String STUCK =
            "A handler fails, or events were put aside; handlers and the dead letters say which.";

    private InstallationJson() {}

    static JsonObject json(InstallationStatus status) {
        var installation = status.installation();
        var manifest = status.manifest();
        var conditions = new JsonArray();
        installation.conditions().forEach(condition -> conditions.add(condition.toJson()));
        status.calls()
                .rest()
                .ifPresent(rest -> conditions.add(Condition.resting(rest).toJson()));
        if (status.stored().isFull()) {
            conditions.add(Condition.full(Instant.now()).toJson());
        }
        status.complaint()
                .ifPresent(why -> conditions.add(condition(Condition.HEALTHY, "Unhealthy", why, Instant.now())));
        if (status.isStuck()) {
            conditions.add(condition("Delivering", "HandlerFailing", STUCK, Instant.now()));
        }
        return new JsonObject()
                .put("extensionKey", installation.extensionKey())
                .put("name", manifest.name())
                .put("version", installation.version())
                .put("state", installation.state().name())
                .put("health", health(status))
                .put("handlers", HandlersJson.json(status.handlers()))
                .put("calls", json(status.calls()))
                .put("stored", json(status.stored()))
                .put("limits", json(status.limits()))
                .put("conditions", conditions)
                .put("config", new ConfigSchema(manifest.configSchema()).shown(installation.config()))
                .put(
                        "grantedPermissions",
                        new JsonArray(installation.grantedPermissions().stream()
                                .sorted()
                                .toList()))
                .put("grantedEgress", new JsonArray(installation.grantedEgress()))
                .put("upgradePolicy", installation.upgradePolicy().name())
                .put("provides", provides(manifest))
                .put(
                        "installedBy",
                        installation.installedBy().map(Object::toString).orElse(null))
                .put("createdAt", installation.createdAt().toString())
                .put("updatedAt", installation.updatedAt().toString());
    }

    private static JsonObject health(InstallationStatus status) {
        var ready = status.installation().ready();
        return switch (ready.status()) {
            case FALSE -> health("DOWN", ready.message());
            case UNKNOWN -> health("UNKNOWN", ready.message());
            case TRUE ->
                status.calls()
                        .rest()
                        .map(rest -> health("DOWN", Condition.resting(rest).message()))
                        .or(() -> status.complaint().map(why -> health("DOWN", why)))
                        .orElseGet(() -> status.isStuck() ? health("DEGRADED", STUCK) : health("UP", ready.message()));
        };
    }

    private static JsonObject health(String status, String message) {
        return new JsonObject().put("status", status).put("message", message);
    }

    private static JsonObject condition(String type, String reason, String message, Instant since) {
        return new Condition(type, Condition.Status.FALSE, reason, message, since).toJson();
    }

    private static JsonObject json(CallStatistics calls) {
        var failures = new JsonObject();
        calls.failures().forEach((kind, count) -> failures.put(kind.name(), count));
        return new JsonObject().put("outstanding", calls.outstanding()).put("failures", failures);
    }

    private static JsonObject json(StoredAmount stored) {
        return new JsonObject().put("rows", stored.rows()).put("bytes", stored.bytes());
    }

    private static JsonObject json(InstallationLimits limits) {
        var quotas = limits.quotas();
        return new JsonObject()
                .put("callsInFlight", limits.callsInFlight())
                .put("eventsPerMinute", quotas.events())
                .put("outboundCallsPerMinute", quotas.outboundCalls())
                .put("storedRows", quotas.storedRows())
                .put("storedBytes", quotas.storedBytes());
    }

    private static JsonArray provides(ExtensionManifest manifest) {
        var keys = new JsonArray();
        manifest.provides().forEach(capability -> keys.add(capability.key()));
        return keys;
    }
}
