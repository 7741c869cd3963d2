package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.internal.Manifest.Extension;
import dev.guildhall.archive.internal.Manifest.Part;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.ExtensionStores.Store;
import dev.guildhall.extensions.StoredTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what extensions have stored, before the workspace is there; nobody sees it until the workspace takes it. */
final class StoreLoading {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLoading.class);

    private static final long TOUCHED_MILLIS = 60_000;

    private final Vertx vertx;
    private final ExtensionStores stores;
    private final Manifest manifest;
    private final Loading loading;
    private final Progress progress;
    private final List<Store> begun = new ArrayList<>();
    private final long touching;

    StoreLoading(Vertx vertx, ExtensionStores stores, Manifest manifest, Loading loading, Progress progress) {
        this.vertx = vertx;
        this.stores = stores;
        this.manifest = manifest;
        this.loading = loading;
        this.progress = progress;
        this.touching = vertx.setPeriodic(TOUCHED_MILLIS, tick -> touch());
    }

    // The nodes drop what nobody has touched for a while.
    private void touch() {
        List.copyOf(begun)
                .forEach(store -> store.touch()
                        .onFailure(failure -> LOG.warn("Cannot say that an import is still under way", failure)));
    }

    Future<Void> load(WorkspaceId workspace) {
        var loaded = Future.<Void>succeededFuture();
        for (var extension : manifest.extensions()) {
            if (extension.stores()) {
                loaded = loaded.compose(before -> load(workspace, extension));
            }
        }
        return loaded;
    }

    private Future<Void> load(WorkspaceId workspace, Extension extension) {
        progress.tell("what " + extension.key() + " has stored");
        var parts = extension.tables().stream().map(manifest::part).toList();
        var store = stores.begin(workspace, extension.key(), extension.version());
        begun.add(store);
        return store.open(parts.stream().map(StoreLoading::table).toList())
                .compose(open -> load(store, parts))
                .compose(loaded -> store.close(extension.sequences()))
                .recover(failure -> Future.failedFuture(
                        failure instanceof Problem
                                ? failure
                                : ArchiveError.EXTENSION_DIFFERS.because("What " + extension.key()
                                        + " has stored cannot be written here: " + failure.getMessage())));
    }

    private Future<Void> load(Store store, List<Part> parts) {
        var loaded = Future.<Void>succeededFuture();
        for (var part : parts) {
            loaded = loaded.compose(before -> loading.pages(part, rows -> store.write(table(part), rows)));
        }
        return loaded;
    }

    private static StoredTable table(Part part) {
        return new StoredTable(part.table(), part.columns());
    }

    /** The transaction writes the workspace. */
    Future<Void> adopt(Tx tx) {
        var adopted = Future.<Void>succeededFuture();
        for (var store : begun) {
            adopted = adopted.compose(before -> store.adopt(tx));
        }
        return adopted;
    }

    /** Nothing is under way any more. */
    void end() {
        vertx.cancelTimer(touching);
    }

    /** Leaves nothing; what cannot be dropped now is dropped later by a node that serves. */
    Future<Void> discard() {
        return Future.join(begun.stream()
                        .map(store -> store.discard()
                                .onFailure(left -> LOG.warn("What an extension has stored is left for later", left)))
                        .toList())
                .transform(done -> Future.succeededFuture());
    }
}
