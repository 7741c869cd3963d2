package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.extensions.CapabilityCatalogue.Offer;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.marketplace.MigrationScript;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What an installation would do.
 *
 * @param bindings what the extension requires, each with the provider it would find
 * @param takeovers names it would use that are not its own
 * @param pending the migrations that would run
 */
record InstallPlan(
        ExtensionVersion version,
        ExtensionManifest manifest,
        List<Binding> bindings,
        List<Takeover> takeovers,
        List<MigrationScript> pending) {

    /**
     * A capability or an event type that is somebody else's by its name, or because an extension here provides it
     * already.
     *
     * @param from the extension here that provides it; null when none does
     */
    record Takeover(String name, String from) {}

    /** A required capability and who answers for it now; nobody when it is missing. */
    record Binding(RequiredCapability required, Optional<Offer> offer) {

        boolean isMissing() {
            return offer.isEmpty() && !required.optional();
        }
    }

    List<Binding> missing() {
        return bindings.stream().filter(Binding::isMissing).toList();
    }

    /** Changes when anything does that whoever agreed to the plan has agreed to. */
    String hash() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(facts().encode()));
    }

    JsonObject toJson() {
        return facts().put("planHash", hash());
    }

    private JsonObject facts() {
        return new JsonObject()
                .put("extensionKey", manifest.id())
                .put("version", manifest.version().getVersion())
                .put("name", manifest.name())
                .put("publisher", manifest.publisher())
                .put("sha256", version.sha256())
                .put("signedBy", version.signedBy())
                .put("permissions", new JsonArray(manifest.permissions()))
                .put("egress", texts(manifest.egress()))
                .put("requires", requires())
                .put("provides", provides())
                .put("takesOver", takesOver())
                .put("consumesEvents", texts(manifest.consumesEvents()))
                .put("publishesEvents", texts(manifest.publishesEvents()))
                .put("migrations", migrations())
                .put("secrets", new JsonArray(new ConfigSchema(manifest.configSchema()).secretFields()));
    }

    private JsonArray requires() {
        var all = new JsonArray();
        for (var binding : bindings) {
            all.add(new JsonObject()
                    .put("key", binding.required().key())
                    .put("version", binding.required().version().toString())
                    .put("optional", binding.required().optional())
                    .put("provider", binding.offer().map(InstallPlan::provider).orElse(null)));
        }
        return all;
    }

    private static JsonObject provider(Offer offer) {
        return new JsonObject()
                .put("extensionKey", offer.provider())
                .put("version", offer.version().getVersion());
    }

    private JsonArray provides() {
        var all = new JsonArray();
        manifest.provides()
                .forEach(capability -> all.add(new JsonObject()
                        .put("key", capability.key())
                        .put("version", capability.version().getVersion())));
        return all;
    }

    private JsonArray takesOver() {
        var all = new JsonArray();
        takeovers.forEach(takeover ->
                all.add(new JsonObject().put("name", takeover.name()).put("from", takeover.from())));
        return all;
    }

    private JsonArray migrations() {
        var all = new JsonArray();
        pending.forEach(script -> all.add(new JsonObject()
                .put("step", script.step())
                .put("description", script.description())
                .put("sql", script.sql())));
        return all;
    }

    private static JsonArray texts(List<?> patterns) {
        var all = new JsonArray();
        patterns.forEach(pattern -> all.add(pattern.toString()));
        return all;
    }
}
