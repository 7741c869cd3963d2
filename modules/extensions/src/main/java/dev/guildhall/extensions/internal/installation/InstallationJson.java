package dev.guildhall.extensions.internal.installation;

import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.host.CallStatistics;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** An installation as clients see it. */
final class InstallationJson {

    private static final String RESTING =
            "The extension did not answer in time again and again; this node leaves it alone for a while.";
    private static final String STUCK =
            "A handler fails, or events were put aside; handlers and the dead letters say which.";

    private InstallationJson() {}

    /**
     * How it works at the moment.
     *
     * @param handlers how its event handlers stand; empty when it hears no events
     * @param calls how its calls stand on this node
     */
    record Work(Optional<Standing> handlers, CallStatistics calls) {

        boolean isResting() {
            return calls.restingSince().isPresent();
        }

        boolean isStuck() {
            return handlers.filter(standing -> standing.attempts() > 0 || standing.deadLetters() > 0)
                    .isPresent();
        }
    }

    static JsonObject json(Installation installation, ExtensionManifest manifest, Work work) {
        var conditions = new JsonArray();
        installation.conditions().forEach(condition -> conditions.add(condition.toJson()));
        work.calls()
                .restingSince()
                .ifPresent(since -> conditions.add(condition("Answering", "TimedOut", RESTING, since)));
        if (work.isStuck()) {
            conditions.add(condition("Delivering", "HandlerFailing", STUCK, Instant.now()));
        }
        return new JsonObject()
                .put("extensionKey", installation.extensionKey())
                .put("name", manifest.name())
                .put("version", installation.version())
                .put("state", installation.state().name())
                .put("health", health(installation, work))
                .put("handlers", work.handlers().map(InstallationJson::json).orElse(null))
                .put("calls", json(work.calls()))
                .put("conditions", conditions)
                .put("config", new ConfigSchema(manifest.configSchema()).shown(installation.config()))
                .put(
                        "grantedPermissions",
                        new JsonArray(installation.grantedPermissions().stream()
                                .sorted()
                                .toList()))
                .put("grantedEgress", new JsonArray(installation.grantedEgress()))
                .put("provides", provides(manifest))
                .put(
                        "installedBy",
                        installation.installedBy().map(Object::toString).orElse(null))
                .put("createdAt", installation.createdAt().toString())
                .put("updatedAt", installation.updatedAt().toString());
    }

    private static JsonObject health(Installation installation, Work work) {
        var ready = installation.ready();
        return switch (ready.status()) {
            case FALSE -> health("DOWN", ready.message());
            case UNKNOWN -> health("UNKNOWN", ready.message());
            case TRUE ->
                work.isResting()
                        ? health("DOWN", RESTING)
                        : work.isStuck() ? health("DEGRADED", STUCK) : health("UP", ready.message());
        };
    }

    private static JsonObject health(String status, String message) {
        return new JsonObject().put("status", status).put("message", message);
    }

    private static JsonObject condition(String type, String reason, String message, Instant since) {
        return new Condition(type, Condition.Status.FALSE, reason, message, since).toJson();
    }

    private static JsonObject json(Standing standing) {
        return new JsonObject()
                .put("position", standing.position())
                .put("behind", standing.behind())
                .put("attempts", standing.attempts())
                .put("lastError", standing.lastError().orElse(null))
                .put(
                        "nextAttemptAt",
                        standing.nextAttemptAt().map(Instant::toString).orElse(null))
                .put("deadLetters", standing.deadLetters());
    }

    private static JsonObject json(CallStatistics calls) {
        var failures = new JsonObject();
        calls.failures().forEach((kind, count) -> failures.put(kind.name(), count));
        return new JsonObject().put("outstanding", calls.outstanding()).put("failures", failures);
    }

    private static JsonArray provides(ExtensionManifest manifest) {
        var keys = new JsonArray();
        manifest.provides().forEach(capability -> keys.add(capability.key()));
        return keys;
    }
}
