package dev.guildhall.host;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * The artifact an installation runs.
 *
 * @param sha256 the digest of its bytes, in lower-case hexadecimal
 * @param bytes fetches it, when its classes are to be loaded
 */
public record ExtensionArtifact(ExtensionManifest manifest, String sha256, Supplier<Future<byte[]>> bytes) {

    /** An artifact that is in memory anyway. */
    public static ExtensionArtifact of(ExtensionArchive archive) {
        return new ExtensionArtifact(
                archive.manifest(), archive.sha256(), () -> Future.succeededFuture(archive.bytes()));
    }

    String key() {
        return manifest.label() + " " + sha256;
    }
}
