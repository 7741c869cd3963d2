package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import io.vertx.core.Future;

/**
 * Has the manifests that a change will ask for read before the change locks the workspace. Reading one for the first
 * time waits for a worker thread, and everybody else who changes the workspace would wait with it. Whoever comes in
 * between with another version is read under the lock after all, which is slow but right.
 */
final class ManifestPreload {

    private final Database database;
    private final Catalogue catalogue;
    private final InstallationTable installations = new InstallationTable();

    ManifestPreload(Database database, Catalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    /** Those of everything that is installed in the workspace. */
    Future<Void> ofInstalled(WorkspaceId workspace) {
        return installations
                .all(database, workspace)
                .compose(all -> Future.join(all.stream()
                        .map(StoredInstallation::installation)
                        .map(installed -> catalogue.manifest(installed.extensionKey(), installed.version()))
                        .toList()))
                .mapEmpty();
    }
}
