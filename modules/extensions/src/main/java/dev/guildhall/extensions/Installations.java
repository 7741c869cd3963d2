package dev.guildhall.extensions;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.host.RunningExtension;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is installed in the workspaces, and the extensions at work. Answers from memory; safe for all event loops. */
public final class Installations {

    private final InstallationCache cache;
    private final ExtensionRuntime runtime;

    Installations(InstallationCache cache, ExtensionRuntime runtime) {
        this.cache = cache;
        this.runtime = runtime;
    }

    public Future<Optional<Installation>> find(WorkspaceId workspace, String extensionKey) {
        return cache.find(workspace, extensionKey).map(found -> found.map(StoredInstallation::installation));
    }

    /** All of a workspace, in no particular order. */
    public Future<List<Installation>> list(WorkspaceId workspace) {
        return cache.all(workspace)
                .map(all -> all.values().stream()
                        .map(StoredInstallation::installation)
                        .toList());
    }

    /**
     * Does something with the extension of an installation; it is started when this is the first time that this node
     * needs it. Fails with {@code EXTENSION.NOT_INSTALLED}, {@code EXTENSION.DISABLED} or {@code EXTENSION.FAILED},
     * or else as the work does. An extension that turns out to be unable to serve is marked as failed.
     *
     * @param work is done a second time when the instance was replaced before it could begin
     */
    public <T> Future<T> use(WorkspaceId workspace, String extensionKey, Function<RunningExtension, Future<T>> work) {
        return runtime.use(workspace, extensionKey, work);
    }
}
