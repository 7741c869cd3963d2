package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The installations of the workspaces in memory, as fresh as the last event about them. Safe for all event loops. */
public final class InstallationCache {

    private final CoherentCache<WorkspaceId, Map<String, StoredInstallation>> byWorkspace;

    public InstallationCache(Database database, CacheBudget caches) {
        var table = new InstallationTable();
        this.byWorkspace = CoherentCache.of(
                caches,
                workspace -> table.all(database, workspace)
                        .map(all -> all.stream()
                                .collect(Collectors.toUnmodifiableMap(
                                        stored -> stored.installation().extensionKey(), Function.identity()))));
    }

    /** All installations of a workspace, by the extension's key. */
    public Future<Map<String, StoredInstallation>> all(WorkspaceId workspace) {
        return byWorkspace.get(workspace);
    }

    public Future<Optional<StoredInstallation>> find(WorkspaceId workspace, String extensionKey) {
        return all(workspace).map(all -> Optional.ofNullable(all.get(extensionKey)));
    }

    public void invalidate(WorkspaceId workspace) {
        byWorkspace.invalidate(workspace);
    }
}
