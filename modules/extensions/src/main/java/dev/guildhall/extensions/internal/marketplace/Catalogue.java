package dev.guildhall.extensions.internal.marketplace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.plugin.ExtensionManifest;
import dev.guildhall.extensions.ExtensionError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the catalogue has to say about versions, to those who install and run them. Safe for all event loops. */
public final class Catalogue {

    private static final int MANIFESTS = 2_000;

    private final Vertx vertx;
    private final Database database;
    private final Signatures signatures;
    private final VersionTable versions = new VersionTable();

    /** A version never changes what it says, so nothing here is ever stale. */
    private final Cache<VersionKey, ExtensionManifest> manifests =
            Caffeine.newBuilder().maximumSize(MANIFESTS).build();

    private record VersionKey(String extension, String version) {}

    public Catalogue(Vertx vertx, Database database, Signatures signatures) {
        this.vertx = vertx;
        this.database = database;
        this.signatures = signatures;
    }

    /** Every version of an extension, yanked ones too, the one to prefer first; empty when there is no such extension. */
    public Future<List<Version>> versions(Tx tx, String extensionKey) {
        return versions.ofExtension(tx, extensionKey).map(Version::byPreference);
    }

    /** What a version's manifest says, from memory once it was asked for. */
    public Future<ExtensionManifest> manifest(String extensionKey, String version) {
        return manifest(
                new VersionKey(extensionKey, version), () -> versions.manifest(database, extensionKey, version));
    }

    /** The same on the transaction's connection, for whoever holds one must not wait for another. */
    public Future<ExtensionManifest> manifest(Tx tx, String extensionKey, String version) {
        return manifest(new VersionKey(extensionKey, version), () -> versions.manifest(tx, extensionKey, version));
    }

    private Future<ExtensionManifest> manifest(VersionKey key, Supplier<Future<Optional<JsonObject>>> load) {
        var known = manifests.getIfPresent(key);
        return known != null
                ? Future.succeededFuture(known)
                : load.get()
                        .compose(found -> parse(found.orElseThrow(() -> unknown(key))))
                        .onSuccess(manifest -> manifests.put(key, manifest));
    }

    /** Whether a version is signed as it has to be for installing it. */
    public boolean isTrusted(Version version) {
        return signatures.suffices(version.signedBy());
    }

    /** Whether a version may run: a key that was trusted when it was installed may be trusted no longer. */
    public Future<Boolean> isTrusted(String extensionKey, String version) {
        return signatures.required()
                ? versions.signedBy(database, extensionKey, version)
                        .map(signer -> signatures.suffices(signer.orElse(null)))
                : Future.succeededFuture(true);
    }

    /** The migrations of a version, in their order. */
    public Future<List<Script>> scripts(Tx tx, String extensionKey, String version) {
        return versions.scripts(tx, extensionKey, version);
    }

    /** The bytes of a version, as they were uploaded. */
    public Future<byte[]> artifact(String extensionKey, String version) {
        return versions.artifact(database, extensionKey, version)
                .map(found -> found.orElseThrow(() -> unknown(new VersionKey(extensionKey, version))));
    }

    /** The digest of the bytes of a version, in lower-case hexadecimal. */
    public Future<String> sha256(String extensionKey, String version) {
        return versions.sha256(database, extensionKey, version)
                .map(found -> found.orElseThrow(() -> unknown(new VersionKey(extensionKey, version))));
    }

    private Future<ExtensionManifest> parse(JsonObject manifest) {
        return vertx.executeBlocking(
                () -> ExtensionManifest.parse(manifest.toBuffer().getBytes()), false);
    }

    private static RuntimeException unknown(VersionKey key) {
        return ExtensionError.VERSION_NOT_FOUND.because(
                "The catalogue has no version " + key.version() + " of the extension " + key.extension() + ".");
    }
}
