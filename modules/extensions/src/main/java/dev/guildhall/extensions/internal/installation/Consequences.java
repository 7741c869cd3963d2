package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.schema.SchemaCompatibility;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityCatalogue.Offer;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Plan.Loss;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semver4j.Semver;

/** Finds out what others in a workspace would miss when an extension goes, or another version of it comes. */
final class Consequences {

    private static final int MAX_DIFFERENCES = 10;

    private final Vertx vertx;
    private final Catalogue catalogue;
    private final CapabilityCatalogue capabilities;
    private final InstallationTable installations = new InstallationTable();

    Consequences(Vertx vertx, Catalogue catalogue, CapabilityCatalogue capabilities) {
        this.vertx = vertx;
        this.catalogue = catalogue;
        this.capabilities = capabilities;
    }

    /** @param after what it provides then; empty when it is gone */
    Future<List<Loss>> of(Tx tx, Installation present, Optional<ExtensionManifest> after) {
        var workspace = present.workspace();
        var key = present.extensionKey();
        var before = after.isEmpty()
                ? Future.succeededFuture(Optional.<ExtensionManifest>empty())
                : catalogue.manifest(tx, key, present.version()).map(Optional::of);
        var offers = capabilities.offers(tx, workspace);
        var all = installations
                .all(tx, workspace)
                .map(stored -> stored.stream()
                        .map(StoredInstallation::installation)
                        .filter(other -> !other.extensionKey().equals(key))
                        .toList());
        var manifests = all.compose(others -> manifests(tx, others));
        return Future.all(offers, manifests, before).compose(found -> {
            var change = new Change(key, new Semver(present.version()), before.result(), after);
            // To compare schemas takes a while.
            return vertx.executeBlocking(
                    () -> losses(change, offers.result(), manifests.result(), active(all.result())), false);
        });
    }

    private Future<List<ExtensionManifest>> manifests(Tx tx, List<Installation> installed) {
        var loading = installed.stream()
                .map(one -> catalogue.manifest(tx, one.extensionKey(), one.version()))
                .toList();
        return Future.join(loading)
                .map(loaded -> loading.stream().map(Future::result).toList());
    }

    private static Set<String> active(List<Installation> installed) {
        return installed.stream()
                .filter(Installation::isActive)
                .map(Installation::extensionKey)
                .collect(Collectors.toSet());
    }

    /**
     * What becomes of an extension.
     *
     * @param before what it provides now; empty when it goes
     * @param after what it provides then; empty when it goes
     */
    record Change(String key, Semver version, Optional<ExtensionManifest> before, Optional<ExtensionManifest> after) {

        /** How the schemas of what answers then break those of what answers now. */
        List<String> differences(Offer now, Offer then) {
            var old = before.flatMap(manifest -> provided(manifest, now));
            var young = after.flatMap(manifest -> provided(manifest, then));
            if (old.isEmpty() || young.isEmpty()) {
                return List.of();
            }
            return differences(old.get(), young.get());
        }

        private static List<String> differences(ProvidedCapability old, ProvidedCapability young) {
            if (old.input().equals(young.input()) && old.output().equals(young.output())) {
                return List.of();
            }
            return SchemaCompatibility.breaks(old.input(), young.input(), old.output(), young.output()).stream()
                    .limit(MAX_DIFFERENCES)
                    .toList();
        }

        private Optional<ProvidedCapability> provided(ExtensionManifest manifest, Offer offer) {
            return manifest.provides().stream()
                    .filter(one -> key.equals(offer.provider()))
                    .filter(one ->
                            one.key().equals(offer.key()) && one.version().equals(offer.version()))
                    .findFirst();
        }
    }

    /** @param active who serves beside the extension */
    static List<Loss> losses(Change change, List<Offer> offers, List<ExtensionManifest> others, Set<String> active) {
        var key = change.key();
        var after = change.after();
        var offersAfter = Stream.concat(
                        offers.stream().filter(offer -> !key.equals(offer.provider())),
                        after.stream()
                                .flatMap(manifest -> manifest.provides().stream())
                                .map(provided -> new Offer(provided.key(), provided.version(), key)))
                .toList();
        var serving = new HashSet<>(active);
        serving.add(key);
        var losses = new ArrayList<Loss>();
        for (var other : others) {
            for (var required : other.requiredExtensions()) {
                if (required.key().equals(key)
                        && required.version().includes(change.version())
                        && after.filter(manifest -> required.version().includes(manifest.version()))
                                .isEmpty()) {
                    losses.add(
                            new Loss(other.id(), key, required.version().toString(), required.optional(), List.of()));
                }
            }
            for (var required : other.requires()) {
                var now = Planner.bind(other, required, offers, serving);
                var then = Planner.bind(other, required, offersAfter, serving);
                if (now.isEmpty()) {
                    continue;
                }
                var differences = then.map(answering -> change.differences(now.get(), answering))
                        .orElse(List.of());
                if (then.isEmpty() || !differences.isEmpty()) {
                    losses.add(new Loss(
                            other.id(),
                            required.key(),
                            required.version().toString(),
                            required.optional(),
                            differences));
                }
            }
        }
        losses.sort(Comparator.comparing(Loss::extensionKey).thenComparing(Loss::what));
        return losses;
    }
}
