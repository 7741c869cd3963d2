package dev.guildhall.extensions.internal.marketplace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the catalogue has to say about versions, to those who install and run them. Safe for all event loops. */
public final class Catalogue {

    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Vertx vertx;
    private final Database database;
    private final Signatures signatures;
    private final VersionTable versions = new VersionTable();

    /** A version never changes what it says, so nothing here is ever stale. */
    private final Cache<VersionKey, Known> manifests;

    private record VersionKey(String extension, String version) {}

    /** @param refusal why the version may not run, though it was taken once; empty for almost all */
    private record Known(ExtensionManifest manifest, Optional<Problem> refusal) {

        ExtensionManifest usable() {
            refusal.ifPresent(why -> {
                throw why;
            });
            return manifest;
        }
    }

    public Catalogue(Vertx vertx, Database database, CacheBudget caches, Signatures signatures) {
        this.vertx = vertx;
        this.database = database;
        this.signatures = signatures;
        this.manifests = caches.cache(Caffeine.newBuilder());
    }

    /** Every version of an extension, yanked ones too, the one to prefer first; empty when there is no such extension. */
    public Future<List<ExtensionVersion>> versions(Tx tx, String extensionKey) {
        return versions.ofExtension(tx, extensionKey).map(ExtensionVersion::byPreference);
    }

    /**
     * What a version's manifest says, from memory once it was asked for. Of one that the rules of this release refuse no
     * more is known than whose it is, so that it can be shown, disabled and uninstalled.
     */
    public Future<ExtensionManifest> manifest(String extensionKey, String version) {
        return known(extensionKey, version).map(Known::manifest);
    }

    /** The same on the transaction's connection, for whoever holds one must not wait for another. */
    public Future<ExtensionManifest> manifest(Tx tx, String extensionKey, String version) {
        return known(tx, extensionKey, version).map(Known::manifest);
    }

    /** The manifest of a version that is to run; fails with the reason when the rules of this release refuse it. */
    public Future<ExtensionManifest> usableManifest(String extensionKey, String version) {
        return known(extensionKey, version).map(Known::usable);
    }

    public Future<ExtensionManifest> usableManifest(Tx tx, String extensionKey, String version) {
        return known(tx, extensionKey, version).map(Known::usable);
    }

    /** Why the rules of this release refuse the manifest of a version that was taken by earlier ones. */
    public Future<Optional<Problem>> refusal(String extensionKey, String version) {
        return known(extensionKey, version).map(Known::refusal);
    }

    public Future<Optional<Problem>> refusal(Tx tx, String extensionKey, String version) {
        return known(tx, extensionKey, version).map(Known::refusal);
    }

    private Future<Known> known(String extensionKey, String version) {
        return known(new VersionKey(extensionKey, version), () -> versions.manifest(database, extensionKey, version));
    }

    private Future<Known> known(Tx tx, String extensionKey, String version) {
        return known(new VersionKey(extensionKey, version), () -> versions.manifest(tx, extensionKey, version));
    }

    private Future<Known> known(VersionKey key, Supplier<Future<Optional<JsonObject>>> load) {
        var known = manifests.getIfPresent(key);
        return known != null
                ? Future.succeededFuture(known)
                : load.get()
                        .compose(found -> parse(key, found.orElseThrow(() -> unknown(key))))
                        .onSuccess(fresh -> keep(key, fresh));
    }

    /** Whether a version is signed as it has to be for installing it. */
    public boolean isTrusted(ExtensionVersion version) {
        return signatures.suffices(version.signedBy());
    }

    /** Whether a version may run: a key that was trusted when it was installed may be trusted no longer. */
    public Future<Boolean> isTrusted(String extensionKey, String version) {
        return signatures.required()
                ? versions.signedBy(database, extensionKey, version)
                        .map(signer -> signatures.suffices(signer.orElse(null)))
                : Future.succeededFuture(true);
    }

    /** Whether whoever looks at a version is to be told that no trusted key has signed it. */
    public Future<Boolean> isDoubtful(String extensionKey, String version) {
        return signatures.warns()
                ? versions.signedBy(database, extensionKey, version)
                        .map(signer -> !signatures.knows(signer.orElse(null)))
                : Future.succeededFuture(false);
    }

    /** The names of the permissions that these extensions declare, in whichever version. */
    public Future<Set<String>> declaredBy(Set<String> extensionKeys) {
        return versions.declaredBy(database, extensionKeys)
                .map(lists -> lists.stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet()));
    }

    /** The migrations of a version, in their order. */
    public Future<List<MigrationScript>> scripts(Tx tx, String extensionKey, String version) {
        return versions.scripts(tx, extensionKey, version);
    }

    /** The bytes of a version, as they were uploaded. */
    public Future<byte[]> artifact(String extensionKey, String version) {
        return versions.artifact(database, extensionKey, version)
                .map(found -> found.orElseThrow(() -> unknown(new VersionKey(extensionKey, version))));
    }

    /** The signature that came with the bytes of a version, if one did. */
    public Future<Optional<byte[]>> signature(String extensionKey, String version) {
        return versions.signature(database, extensionKey, version);
    }

    /** The digest of the bytes of a version, in lower-case hexadecimal. */
    public Future<String> sha256(String extensionKey, String version) {
        return findSha256(extensionKey, version)
                .map(found -> found.orElseThrow(() -> unknown(new VersionKey(extensionKey, version))));
    }

    /** The same; empty when there is no such version. */
    public Future<Optional<String>> findSha256(String extensionKey, String version) {
        return versions.sha256(database, extensionKey, version);
    }

    private void keep(VersionKey key, Known fresh) {
        if (manifests.asMap().putIfAbsent(key, fresh) == null) {
            fresh.refusal()
                    .ifPresent(why -> LOG.warn(
                            "{}@{} was taken by the rules of another release and does not run here: {}",
                            key.extension(),
                            key.version(),
                            why.getMessage()));
        }
    }

    private Future<Known> parse(VersionKey key, JsonObject manifest) {
        return vertx.executeBlocking(
                () -> {
                    try {
                        return new Known(
                                ExtensionManifest.parse(manifest.toBuffer().getBytes()), Optional.empty());
                    } catch (Problem refusal) {
                        return new Known(
                                ExtensionManifest.unreadable(key.extension(), key.version()), Optional.of(refusal));
                    }
                },
                false);
    }

    private static RuntimeException unknown(VersionKey key) {
        return ExtensionError.VERSION_NOT_FOUND.because(
                "The catalogue has no version " + key.version() + " of the extension " + key.extension() + ".");
    }
}
