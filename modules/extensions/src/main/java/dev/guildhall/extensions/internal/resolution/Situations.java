package dev.guildhall.extensions.internal.resolution;

import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.semver4j.Semver;

/** Finds in the catalogue what an extension could bring along. */
public final class Situations {

    private static final int MOST_EXTENSIONS = 200;

    private final Catalogue catalogue;
    private final Semver platform;

    public Situations(Catalogue catalogue, Semver platform) {
        this.catalogue = catalogue;
        this.platform = platform;
    }

    /** What there is to choose from for whatever requires these extensions, and whatever those require in turn. */
    public Future<Situation> of(
            Tx tx, List<RequiredExtension> required, Map<String, Semver> installed, List<Offer> offers) {
        return load(tx, new HashMap<>(), keys(required, installed.keySet()), installed.keySet())
                .map(known -> new Situation(known, installed, offers));
    }

    public static Candidate candidate(ExtensionManifest manifest) {
        return new Candidate(
                manifest.id(),
                manifest.version(),
                manifest.requiredExtensions(),
                manifest.requires().stream()
                        .filter(required -> !manifest.provides(required.key()))
                        .toList(),
                manifest.provides());
    }

    private static Set<String> keys(List<RequiredExtension> required, Set<String> known) {
        return required.stream()
                .filter(extension -> !extension.optional())
                .map(RequiredExtension::key)
                .filter(key -> !known.contains(key))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Future<Map<String, List<Candidate>>> load(
            Tx tx, Map<String, List<Candidate>> known, Set<String> open, Set<String> installed) {
        if (open.isEmpty()) {
            return Future.succeededFuture(known);
        }
        if (known.size() >= MOST_EXTENSIONS) {
            return ExtensionError.REQUIREMENT_CONFLICT
                    .because("More than " + MOST_EXTENSIONS + " extensions require each other; that is not resolved.")
                    .asFuture();
        }
        var key = open.iterator().next();
        return candidates(tx, key).compose(found -> {
            known.put(key, found);
            var rest = new LinkedHashSet<>(open);
            found.forEach(candidate -> rest.addAll(keys(candidate.extensions(), installed)));
            rest.removeAll(known.keySet());
            return load(tx, known, rest, installed);
        });
    }

    private Future<List<Candidate>> candidates(Tx tx, String key) {
        return catalogue.versions(tx, key).compose(versions -> {
            var loading = versions.stream()
                    .filter(version -> !version.isYanked() && catalogue.isTrusted(version))
                    .map(version -> usable(tx, version))
                    .toList();
            return Future.join(loading).map(all -> {
                var candidates = new ArrayList<Candidate>();
                loading.forEach(one -> candidates.addAll(one.result()));
                return candidates;
            });
        });
    }

    private Future<List<Candidate>> usable(Tx tx, ExtensionVersion version) {
        var number = version.number().getVersion();
        return catalogue
                .refusal(tx, version.extensionKey(), number)
                .compose(refusal -> catalogue
                        .manifest(tx, version.extensionKey(), number)
                        .map(manifest -> refusal.isEmpty() && manifest.isFor(platform)
                                ? List.of(candidate(manifest))
                                : List.<Candidate>of()));
    }
}
