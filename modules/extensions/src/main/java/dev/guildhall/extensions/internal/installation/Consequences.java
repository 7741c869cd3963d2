package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityCatalogue.Offer;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Plan.Loss;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
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

    private final Catalogue catalogue;
    private final CapabilityCatalogue capabilities;
    private final InstallationTable installations = new InstallationTable();

    Consequences(Catalogue catalogue, CapabilityCatalogue capabilities) {
        this.catalogue = catalogue;
        this.capabilities = capabilities;
    }

    /** @param after what it provides then; empty when it is gone */
    Future<List<Loss>> of(Tx tx, Installation present, Optional<ExtensionManifest> after) {
        var workspace = present.workspace();
        var key = present.extensionKey();
        var before = new Semver(present.version());
        var offers = capabilities.offers(tx, workspace);
        var all = installations
                .all(tx, workspace)
                .map(stored -> stored.stream()
                        .map(StoredInstallation::installation)
                        .filter(other -> !other.extensionKey().equals(key))
                        .toList());
        var manifests = all.compose(others -> manifests(tx, others));
        return Future.all(offers, manifests)
                .map(found -> losses(key, before, after, offers.result(), manifests.result(), active(all.result())));
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

    /** @param active who serves beside the extension */
    static List<Loss> losses(
            String key,
            Semver before,
            Optional<ExtensionManifest> after,
            List<Offer> offers,
            List<ExtensionManifest> others,
            Set<String> active) {
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
                        && required.version().includes(before)
                        && after.filter(manifest -> required.version().includes(manifest.version()))
                                .isEmpty()) {
                    losses.add(new Loss(other.id(), key, required.version().toString(), required.optional()));
                }
            }
            for (var required : other.requires()) {
                if (Planner.bind(other, required, offers, serving).isPresent()
                        && Planner.bind(other, required, offersAfter, serving).isEmpty()) {
                    losses.add(new Loss(
                            other.id(), required.key(), required.version().toString(), required.optional()));
                }
            }
        }
        losses.sort(Comparator.comparing(Loss::extensionKey).thenComparing(Loss::what));
        return losses;
    }
}
