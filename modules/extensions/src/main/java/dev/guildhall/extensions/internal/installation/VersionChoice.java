package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.resolution.Candidate;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.semver4j.Semver;

/** Which version of an extension the catalogue gives, and what that says. */
final class VersionChoice {

    private final Catalogue catalogue;
    private final Semver platform;

    VersionChoice(Catalogue catalogue, Semver platform) {
        this.catalogue = catalogue;
        this.platform = platform;
    }

    record Chosen(ExtensionVersion version, ExtensionManifest manifest) {}

    /** The version of this number, or the newest release on offer that is for this platform when none is named. */
    Future<Chosen> choose(Tx tx, String key, Optional<String> number) {
        return catalogue.versions(tx, key).compose(versions -> choose(tx, key, number, versions));
    }

    private Future<Chosen> choose(Tx tx, String key, Optional<String> number, List<ExtensionVersion> versions) {
        if (versions.isEmpty()) {
            throw ExtensionError.NOT_FOUND.onField("extensionKey", "The catalogue has no extension " + key + ".");
        }
        return number.map(named -> named(tx, key, named, versions))
                .orElseGet(() -> newest(tx, key, releases(versions)));
    }

    /** One that was installed before, whether it is still on offer or not. */
    Future<Chosen> again(Tx tx, String key, String number) {
        return catalogue
                .versions(tx, key)
                .map(versions -> ExtensionVersion.find(versions, number)
                        .orElseThrow(() -> ExtensionError.VERSION_NOT_FOUND.because(
                                "The catalogue has no version " + number + " of " + key + " any more.")))
                .compose(version -> {
                    requireSigned(version);
                    return described(tx, version);
                });
    }

    /** What a resolution has come to. */
    Future<Chosen> of(Tx tx, Candidate candidate) {
        return catalogue
                .versions(tx, candidate.key())
                .compose(versions -> described(
                        tx,
                        ExtensionVersion.find(versions, candidate.version().getVersion())
                                .orElseThrow()));
    }

    private Future<Chosen> named(Tx tx, String key, String number, List<ExtensionVersion> versions) {
        var version = versions.stream()
                .filter(known -> known.number().getVersion().equals(number))
                .findFirst()
                .orElseThrow(() -> ExtensionError.VERSION_NOT_FOUND.onField(
                        "version", "The catalogue has no version " + number + " of the extension " + key + "."));
        if (version.isYanked()) {
            throw ExtensionError.VERSION_YANKED.onField(
                    "version", "Version " + number + " of " + key + " is off the offer; choose another.");
        }
        requireSigned(version);
        return described(tx, version).map(chosen -> {
            chosen.manifest().requirePlatform(platform);
            return chosen;
        });
    }

    private Future<Chosen> newest(Tx tx, String key, List<ExtensionVersion> candidates) {
        if (candidates.isEmpty()) {
            return ExtensionError.VERSION_NOT_FOUND
                    .onField(
                            "version",
                            "The extension " + key + " has no release on offer for this platform; "
                                    + "GET /api/marketplace/extensions/" + key + " lists its versions.")
                    .asFuture();
        }
        var rest = candidates.subList(1, candidates.size());
        return isForThisRelease(tx, candidates.get(0)).compose(isFor -> {
            if (!isFor) {
                return newest(tx, key, rest);
            }
            requireSigned(candidates.get(0));
            return described(tx, candidates.get(0));
        });
    }

    private Future<Boolean> isForThisRelease(Tx tx, ExtensionVersion version) {
        var number = version.number().getVersion();
        return catalogue
                .refusal(tx, version.extensionKey(), number)
                .compose(refusal -> refusal.isPresent()
                        ? Future.succeededFuture(false)
                        : catalogue
                                .manifest(tx, version.extensionKey(), number)
                                .map(manifest -> manifest.isFor(platform)));
    }

    private void requireSigned(ExtensionVersion version) {
        if (!catalogue.isTrusted(version)) {
            throw ExtensionError.SIGNATURE_REQUIRED.onField(
                    "version",
                    version.extensionKey() + " " + version.number() + " is not signed by a key that is trusted here.");
        }
    }

    private static List<ExtensionVersion> releases(List<ExtensionVersion> versions) {
        return versions.stream()
                .filter(version -> !version.isYanked())
                .filter(version -> version.number().getPreRelease().isEmpty())
                .toList();
    }

    private Future<Chosen> described(Tx tx, ExtensionVersion version) {
        return catalogue
                .usableManifest(tx, version.extensionKey(), version.number().getVersion())
                .map(manifest -> new Chosen(version, manifest));
    }
}
