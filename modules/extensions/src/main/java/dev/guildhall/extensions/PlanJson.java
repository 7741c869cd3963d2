package dev.guildhall.extensions;

import dev.guildhall.extensions.Plan.Arrival;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.membership.RoleShare;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A plan as clients see it. */
final class PlanJson {

    private PlanJson() {}

    static JsonObject facts(Plan plan) {
        var facts = new JsonObject()
                .put("action", plan.action().name())
                .put("extensionKey", plan.extensionKey())
                .put("from", plan.from().orElse(null))
                .put("breaks", losses(plan))
                .put("bindings", rebindings(plan))
                .put("withdraws", shares(plan.roles().withdrawn()))
                .put("returns", shares(plan.roles().returned()));
        if (!plan.arrivals().isEmpty()) {
            facts.mergeIn(arrival(plan.arrival()));
            var brought = new JsonArray();
            plan.arrivals().subList(0, plan.arrivals().size() - 1).forEach(needed -> brought.add(arrival(needed)));
            facts.put("brings", brought);
        }
        return facts;
    }

    private static JsonArray shares(List<RoleShare> shares) {
        var all = new JsonArray();
        shares.forEach(share -> all.add(new JsonObject()
                .put("roleId", share.roleId())
                .put("role", share.role())
                .put("permissions", new JsonArray(share.permissions()))));
        return all;
    }

    private static JsonArray losses(Plan plan) {
        var all = new JsonArray();
        plan.losses().forEach(loss -> all.add(loss(loss)));
        return all;
    }

    static JsonObject loss(Plan.Loss loss) {
        var alternatives = new JsonArray();
        loss.alternatives().forEach(offer -> alternatives.add(provider(offer)));
        return new JsonObject()
                .put("extensionKey", loss.extensionKey())
                .put("requires", loss.what())
                .put("version", loss.range())
                .put("optional", loss.optional())
                .put("differences", new JsonArray(loss.differences()))
                .put("alternatives", alternatives);
    }

    private static JsonArray rebindings(Plan plan) {
        var all = new JsonArray();
        plan.rebindings().forEach(rebinding -> {
            var candidates = new JsonArray();
            rebinding.candidates().forEach(candidate -> candidates.add(provider(candidate)));
            all.add(new JsonObject()
                    .put("key", rebinding.key())
                    .put("from", rebinding.from().map(PlanJson::provider).orElse(null))
                    .put("to", rebinding.to().map(PlanJson::provider).orElse(null))
                    .put("candidates", candidates));
        });
        return all;
    }

    private static JsonObject provider(Provider provider) {
        return new JsonObject().put("extensionKey", provider.extensionKey());
    }

    private static JsonObject arrival(Arrival arrival) {
        var manifest = arrival.manifest();
        return new JsonObject()
                .put("extensionKey", manifest.id())
                .put("version", manifest.version().getVersion())
                .put("name", manifest.name())
                .put("publisher", manifest.publisher())
                .put("sha256", arrival.version().sha256())
                .put("signedBy", arrival.version().signedBy())
                .put("permissions", new JsonArray(manifest.permissions()))
                .put("egress", Plan.texts(manifest.egress()))
                .put("requires", requires(arrival))
                .put("requiresExtensions", extensions(arrival))
                .put("provides", provides(arrival))
                .put("routes", routes(arrival))
                .put("declares", declares(arrival))
                .put("jobs", jobs(arrival))
                .put("takesOver", takesOver(arrival))
                .put("consumesEvents", Plan.texts(manifest.consumesEvents()))
                .put("publishesEvents", Plan.texts(manifest.publishesEvents()))
                .put("migrations", migrations(arrival))
                .put("secrets", new JsonArray(new ConfigSchema(manifest.configSchema()).secretFields()));
    }

    private static JsonArray requires(Arrival arrival) {
        var all = new JsonArray();
        for (var binding : arrival.bindings()) {
            all.add(new JsonObject()
                    .put("key", binding.required().key())
                    .put("version", binding.required().version().toString())
                    .put("optional", binding.required().optional())
                    .put("provider", binding.offer().map(PlanJson::provider).orElse(null)));
        }
        return all;
    }

    private static JsonArray extensions(Arrival arrival) {
        var all = new JsonArray();
        arrival.manifest()
                .requiredExtensions()
                .forEach(required -> all.add(new JsonObject()
                        .put("key", required.key())
                        .put("version", required.version().toString())
                        .put("optional", required.optional())));
        return all;
    }

    private static JsonObject provider(Offer offer) {
        return provider(offer.provider()).put("version", offer.version().getVersion());
    }

    private static JsonArray provides(Arrival arrival) {
        var all = new JsonArray();
        arrival.manifest()
                .provides()
                .forEach(capability -> all.add(new JsonObject()
                        .put("key", capability.key())
                        .put("version", capability.version().getVersion())));
        return all;
    }

    private static JsonArray routes(Arrival arrival) {
        var all = new JsonArray();
        arrival.manifest()
                .routes()
                .forEach(route -> all.add(new JsonObject()
                        .put("method", route.method().name())
                        .put("path", route.path())
                        .put("permission", route.permission().orElse(null))
                        .put(
                                "signature",
                                route.signature()
                                        .map(signature -> signature.scheme().name())
                                        .orElse(null))));
        return all;
    }

    private static JsonArray declares(Arrival arrival) {
        var all = new JsonArray();
        arrival.manifest()
                .declares()
                .forEach(own -> all.add(new JsonObject()
                        .put("name", own.name())
                        .put("description", own.description())
                        .put("heldWith", own.heldWith())));
        return all;
    }

    private static JsonArray jobs(Arrival arrival) {
        var all = new JsonArray();
        arrival.manifest()
                .jobs()
                .forEach(job -> all.add(new JsonObject()
                        .put("id", job.id())
                        .put("schedule", job.schedule().map(Object::toString).orElse(null))));
        return all;
    }

    private static JsonArray takesOver(Arrival arrival) {
        var all = new JsonArray();
        arrival.takeovers()
                .forEach(takeover ->
                        all.add(new JsonObject().put("name", takeover.name()).put("from", takeover.from())));
        return all;
    }

    private static JsonArray migrations(Arrival arrival) {
        var all = new JsonArray();
        arrival.pending()
                .forEach(script -> all.add(new JsonObject()
                        .put("step", script.step())
                        .put("description", script.description())
                        .put("sql", script.sql())));
        return all;
    }
}
