package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.internal.Manifest.Extension;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ArtifactUpload;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.Marketplace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Sees to it that the catalogue has the versions that are installed in an archived workspace. */
final class ArchivedExtensions {

    private final Vertx vertx;
    private final ExtensionStores stores;
    private final Marketplace marketplace;

    ArchivedExtensions(Vertx vertx, ExtensionStores stores, Marketplace marketplace) {
        this.vertx = vertx;
        this.stores = stores;
        this.marketplace = marketplace;
    }

    /** Puts those that it lacks into the catalogue, once it is certain that none differs; gives what to say of that. */
    Future<List<String>> provide(Authentication by, ArchiveReader archive) {
        var lacking = new ArrayList<Extension>();
        var looked = Future.<Void>succeededFuture();
        for (var extension : archive.manifest().extensions()) {
            looked = looked.compose(before -> isThere(extension)).map(there -> {
                if (!there) {
                    lacking.add(extension);
                }
                return null;
            });
        }
        return looked.compose(all -> publish(by, archive, lacking));
    }

    private Future<Boolean> isThere(Extension extension) {
        return stores.sha256(extension.key(), extension.version()).map(found -> {
            if (found.filter(sha256 -> !sha256.equals(extension.sha256())).isPresent()) {
                throw ArchiveError.EXTENSION_DIFFERS.because("The catalogue has another " + extension.key() + " "
                        + extension.version()
                        + " than the workspace was run with; nothing was imported. Upgrade it there"
                        + " to a version that both have, and export again.");
            }
            return found.isPresent();
        });
    }

    private Future<List<String>> publish(Authentication by, ArchiveReader archive, List<Extension> lacking) {
        var notices = new ArrayList<String>();
        var published = Future.<Void>succeededFuture();
        for (var extension : lacking) {
            published = published
                    .compose(before -> publish(by, archive, extension))
                    .map(done -> {
                        notices.add("The extension " + extension.key() + " " + extension.version()
                                + " was put into the catalogue, and stays there.");
                        return null;
                    });
        }
        return published.map(notices);
    }

    private Future<Void> publish(Authentication by, ArchiveReader archive, Extension extension) {
        var part = archive.manifest().part(extension.artifact());
        return vertx.executeBlocking(() -> archive.content(part, Survey.LARGEST_ARTIFACT))
                .compose(artifact -> marketplace.publish(
                        by, new ArtifactUpload(artifact, extension.signature().map(Base64.getDecoder()::decode))))
                .map(published -> {
                    var version = published.version().version();
                    if (!version.extensionKey().equals(extension.key())
                            || !version.number().getVersion().equals(extension.version())) {
                        throw ArchiveError.UNREADABLE.because("The artifact of " + extension.key() + " "
                                + extension.version() + " in the archive is another extension's.");
                    }
                    return null;
                });
    }
}
