package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.plugin.ExtensionManifest;
import dev.guildhall.extensions.Installation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An installation as clients see it. */
final class InstallationView {

    private InstallationView() {}

    static JsonObject json(Installation installation, ExtensionManifest manifest) {
        var conditions = new JsonArray();
        installation.conditions().forEach(condition -> conditions.add(condition.toJson()));
        return new JsonObject()
                .put("extensionKey", installation.extensionKey())
                .put("name", manifest.name())
                .put("version", installation.version())
                .put("state", installation.state().name())
                .put("health", health(installation))
                .put("conditions", conditions)
                .put("config", installation.config())
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

    private static JsonObject health(Installation installation) {
        var ready = installation.ready();
        var status = switch (ready.status()) {
            case TRUE -> "UP";
            case FALSE -> "DOWN";
            case UNKNOWN -> "UNKNOWN";
        };
        return new JsonObject().put("status", status).put("message", ready.message());
    }

    private static JsonArray provides(ExtensionManifest manifest) {
        var keys = new JsonArray();
        manifest.provides().forEach(capability -> keys.add(capability.key()));
        return keys;
    }
}
