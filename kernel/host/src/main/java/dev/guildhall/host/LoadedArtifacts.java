package dev.guildhall.host;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loaded artifacts: each once, from when the first installation acquires it until the last releases it. */
final class LoadedArtifacts {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedArtifacts.class);

    private final Vertx vertx;
    private final ArtifactStore store;
    private final Duration patience;
    private final Map<String, Entry> entries = new HashMap<>();

    /** @param patience how long the threads of an artifact may take to end before it is unloaded regardless */
    LoadedArtifacts(Vertx vertx, ArtifactStore store, Duration patience) {
        this.vertx = vertx;
        this.store = store;
        this.patience = patience;
    }

    private static final class Entry {

        private final Promise<LoadedArtifact> loaded = Promise.promise();
        private int holders;
    }

    /**
     * The artifact, loaded now or before. After a failure, which is an {@link ExtensionFailure} only when the artifact
     * itself is at fault, nothing is held and the next to acquire it loads it anew.
     */
    Future<LoadedArtifact> acquire(ExtensionArtifact artifact) {
        Entry entry;
        boolean first;
        synchronized (this) {
            first = !entries.containsKey(artifact.key());
            entry = entries.computeIfAbsent(artifact.key(), key -> new Entry());
            entry.holders++;
        }
        if (first) {
            load(artifact).onFailure(failure -> forget(artifact)).onComplete(entry.loaded);
        }
        return entry.loaded.future();
    }

    private Future<LoadedArtifact> load(ExtensionArtifact artifact) {
        if (artifact.manifest().runtime() == ExtensionManifest.Runtime.EXTERNAL_SERVICE) {
            return Future.succeededFuture(LoadedArtifact.elsewhere(artifact));
        }
        return Future.succeededFuture()
                .compose(ready -> artifact.bytes().get())
                .compose(bytes -> vertx.executeBlocking(() -> LoadedArtifact.load(artifact, bytes, store), false))
                .onSuccess(loaded ->
                        LOG.info("Loaded the classes of {}", artifact.manifest().label()));
    }

    private synchronized void forget(ExtensionArtifact artifact) {
        entries.remove(artifact.key());
    }

    /** Completes when the artifact is unloaded, or at once while others hold it. */
    Future<Void> release(LoadedArtifact artifact) {
        synchronized (this) {
            if (--entries.get(artifact.key()).holders > 0) {
                return Future.succeededFuture();
            }
            entries.remove(artifact.key());
        }
        return vertx.executeBlocking(
                () -> {
                    artifact.unload(patience);
                    LOG.info("Unloaded the classes of {}", artifact.label());
                    return null;
                },
                false);
    }

    /** {@code id@version} of every artifact whose classes are loaded. */
    synchronized Set<String> labels() {
        var labels = new TreeSet<String>();
        for (var entry : entries.values()) {
            if (entry.loaded.future().succeeded()) {
                labels.add(entry.loaded.future().result().label());
            }
        }
        return labels;
    }
}
