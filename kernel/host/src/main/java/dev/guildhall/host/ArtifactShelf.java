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

/** The loaded artifacts: each once, from when the first installation takes it until the last gives it back. */
final class ArtifactShelf {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactShelf.class);

    private final Vertx vertx;
    private final ArtifactFolder folder;
    private final Duration patience;
    private final Map<String, Slot> slots = new HashMap<>();

    /** @param patience how long the threads of an artifact may take to end before it is unloaded regardless */
    ArtifactShelf(Vertx vertx, ArtifactFolder folder, Duration patience) {
        this.vertx = vertx;
        this.folder = folder;
        this.patience = patience;
    }

    private static final class Slot {

        private final Promise<LoadedArtifact> loaded = Promise.promise();
        private int holders;
    }

    /**
     * The artifact, loaded now or before. After a failure, which is an {@link ExtensionFailure} only when the artifact
     * itself is at fault, nothing is held and the next to take it loads it anew.
     */
    Future<LoadedArtifact> take(ExtensionArtifact artifact) {
        Slot slot;
        boolean first;
        synchronized (this) {
            first = !slots.containsKey(artifact.key());
            slot = slots.computeIfAbsent(artifact.key(), key -> new Slot());
            slot.holders++;
        }
        if (first) {
            load(artifact).onFailure(failure -> forget(artifact)).onComplete(slot.loaded);
        }
        return slot.loaded.future();
    }

    private Future<LoadedArtifact> load(ExtensionArtifact artifact) {
        return Future.succeededFuture()
                .compose(ready -> artifact.bytes().get())
                .compose(bytes -> vertx.executeBlocking(() -> LoadedArtifact.load(artifact, bytes, folder), false))
                .onSuccess(loaded ->
                        LOG.info("Loaded the classes of {}", artifact.manifest().label()));
    }

    private synchronized void forget(ExtensionArtifact artifact) {
        slots.remove(artifact.key());
    }

    /** Completes when the artifact is unloaded, or at once while others hold it. */
    Future<Void> giveBack(LoadedArtifact artifact) {
        synchronized (this) {
            if (--slots.get(artifact.key()).holders > 0) {
                return Future.succeededFuture();
            }
            slots.remove(artifact.key());
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
        for (var slot : slots.values()) {
            if (slot.loaded.future().succeeded()) {
                labels.add(slot.loaded.future().result().label());
            }
        }
        return labels;
    }
}
