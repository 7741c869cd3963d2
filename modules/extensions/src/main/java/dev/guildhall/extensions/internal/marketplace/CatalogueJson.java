package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.Marketplace.DescribedVersion;
import dev.guildhall.extensions.Marketplace.Details;
import dev.guildhall.extensions.Marketplace.Listing;
import dev.guildhall.extensions.MarketplaceEntry;
import dev.guildhall.extensions.Rollout;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The catalogue as clients see it. */
final class CatalogueJson {

    private CatalogueJson() {}

    static JsonObject listing(Listing listing) {
        var versions = new JsonArray();
        listing.versions().forEach(version -> versions.add(summary(version)));
        return entry(listing.entry()).put("versions", versions);
    }

    static JsonObject details(Details details) {
        var versions = new JsonArray();
        details.versions().forEach(version -> versions.add(version(version)));
        return entry(details.entry()).put("versions", versions);
    }

    static JsonObject version(DescribedVersion described) {
        var manifest = described.manifest();
        return asks(summary(described.version()), manifest)
                .put("extensionKey", described.version().extensionKey())
                .put("platform", requires(manifest).getString("platform", "*"))
                .put("configSchema", manifest.getJsonObject("configSchema", anyObject()))
                .put("ui", manifest.getJsonObject("ui", new JsonObject()));
    }

    private static JsonObject entry(MarketplaceEntry entry) {
        return asks(
                new JsonObject()
                        .put("extensionKey", entry.key())
                        .put("name", entry.name())
                        .put("description", entry.description())
                        .put("publisher", entry.publisher())
                        .put("categories", new JsonArray(entry.categories()))
                        .put("latestVersion", entry.version())
                        .put("yanked", entry.yanked())
                        .put("createdAt", entry.createdAt().toString())
                        .put("updatedAt", entry.updatedAt().toString()),
                entry.manifest());
    }

    private static JsonObject summary(ExtensionVersion version) {
        return new JsonObject()
                .put("version", version.number().getVersion())
                .put("yanked", version.isYanked())
                .put("sha256", version.sha256())
                .put("size", version.size())
                .put("signedBy", version.signedBy())
                .put("rollout", version.rollout().map(CatalogueJson::rollout).orElse(null))
                .put("createdAt", version.createdAt().toString());
    }

    private static JsonObject rollout(Rollout rollout) {
        return new JsonObject()
                .put("state", rollout.state().name())
                .put("upgraded", rollout.count())
                .put("reason", rollout.reason());
    }

    private static JsonObject asks(JsonObject view, JsonObject manifest) {
        for (var list : List.of(
                "permissions",
                "declares",
                "egress",
                "provides",
                "routes",
                "consumesEvents",
                "publishesEvents",
                "events")) {
            view.put(list, manifest.getJsonArray(list, new JsonArray()));
        }
        return view.put("requires", requires(manifest).getJsonArray("capabilities", new JsonArray()));
    }

    private static JsonObject requires(JsonObject manifest) {
        return manifest.getJsonObject("requires", new JsonObject());
    }

    private static JsonObject anyObject() {
        return new JsonObject().put("type", "object");
    }
}
