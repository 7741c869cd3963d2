package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.CapabilityCatalogue;
import dev.guildhall.extensions.CapabilityCatalogue.Offer;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Removal;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes installations, and their data when it is not to be kept. */
public final class Uninstaller {

    private final Database database;
    private final Workspaces workspaces;
    private final KeyedQueue<WorkspaceId> queue;
    private final Catalogue catalogue;
    private final CapabilityCatalogue capabilities;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final ExtensionSchemas schemas;
    private final ManifestPreload preload;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable migrations = new MigrationTable();

    public Uninstaller(
            Database database,
            Workspaces workspaces,
            KeyedQueue<WorkspaceId> queue,
            Catalogue catalogue,
            CapabilityCatalogue capabilities,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            ExtensionSchemas schemas) {
        this.database = database;
        this.workspaces = workspaces;
        this.queue = queue;
        this.catalogue = catalogue;
        this.capabilities = capabilities;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.schemas = schemas;
        this.preload = new ManifestPreload(database, catalogue);
    }

    /** Completes when the extension is gone and its code has come to rest on this node. */
    public Future<Void> uninstall(
            Authentication actor, WorkspaceId workspace, String key, Removal removal, IfMatch condition) {
        return queue.next(
                        workspace,
                        () -> preload.ofInstalled(workspace)
                                .compose(read -> database.inTransaction(
                                        workspace,
                                        tx -> workspaces
                                                .lockForMembers(tx, workspace)
                                                .compose(locked -> installations
                                                        .lock(tx, workspace, key)
                                                        .compose(found -> {
                                                            if (found.isEmpty()) {
                                                                return purgeRemains(tx, actor, locked, key, removal);
                                                            }
                                                            var present =
                                                                    found.get().installation();
                                                            condition.verify(present.revision());
                                                            return uninstall(tx, actor, locked, present, removal);
                                                        })))))
                .compose(removed -> runtime.stopped(workspace, key));
    }

    private Future<Void> uninstall(
            Tx tx, Authentication actor, Workspace workspace, Installation present, Removal removal) {
        var key = present.extensionKey();
        tx.afterCommit(() -> runtime.changed(workspace.id(), key));
        return catalogue
                .manifest(tx, key, present.version())
                .compose(manifest -> requireNoDependents(tx, workspace.id(), key, removal)
                        .compose(free -> sideEffects.uninstalling(
                                new Transition(tx, present, present, manifest), actor, removal.purge())))
                .compose(told -> removal.purge() ? purge(tx, workspace, key).mapEmpty() : Future.succeededFuture())
                .compose(purged -> installations.delete(tx, workspace.id(), key))
                .mapEmpty();
    }

    /** What an earlier uninstallation has kept can be purged later. */
    private Future<Void> purgeRemains(Tx tx, Authentication actor, Workspace workspace, String key, Removal removal) {
        return (removal.purge() ? purge(tx, workspace, key) : Future.succeededFuture(false)).compose(purged -> {
            if (!purged) {
                return ExtensionError.NOT_INSTALLED
                        .because("The extension " + key + " is not installed in this workspace.")
                        .asFuture();
            }
            sideEffects.purged(tx, workspace.id(), key, actor);
            return Future.succeededFuture();
        });
    }

    private Future<Boolean> purge(Tx tx, Workspace workspace, String key) {
        return schemas.drop(tx, workspace.id(), key)
                .compose(dropped -> migrations.delete(tx, workspace.id(), key).map(deleted -> dropped || deleted > 0));
    }

    private Future<Void> requireNoDependents(Tx tx, WorkspaceId workspace, String key, Removal removal) {
        if (removal.force()) {
            return Future.succeededFuture();
        }
        var offers = capabilities.offers(tx, workspace);
        var others = installations.all(tx, workspace).compose(all -> manifests(tx, key, all));
        return Future.all(offers, others).map(found -> {
            var dependents = dependents(key, offers.result(), others.result());
            if (!dependents.isEmpty()) {
                throw requiredBy(key, dependents);
            }
            return null;
        });
    }

    private Future<List<ExtensionManifest>> manifests(Tx tx, String key, List<StoredInstallation> all) {
        var others = all.stream()
                .map(StoredInstallation::installation)
                .filter(other -> !other.extensionKey().equals(key))
                .map(other -> catalogue.manifest(tx, other.extensionKey(), other.version()))
                .toList();
        return Future.join(others)
                .map(loaded -> others.stream().map(Future::result).toList());
    }

    /** Those that would miss something now provided by this extension and by nobody else. */
    private static List<String> dependents(String key, List<Offer> offers, List<ExtensionManifest> others) {
        var everyone = others.stream().map(ExtensionManifest::id).collect(Collectors.toSet());
        var without =
                offers.stream().filter(offer -> !key.equals(offer.provider())).toList();
        return others.stream()
                .filter(other -> other.requires().stream()
                        .filter(required -> !required.optional())
                        .anyMatch(required -> Planner.bind(other, required, offers, Set.of(key))
                                        .isPresent()
                                && Planner.bind(other, required, without, everyone)
                                        .isEmpty()))
                .map(ExtensionManifest::id)
                .sorted()
                .toList();
    }

    private static Problem requiredBy(String key, List<String> dependents) {
        return ExtensionError.REQUIRED_BY
                .because("Other extensions of this workspace need what " + key + " provides: "
                        + String.join(", ", dependents) + ". Remove them first, or use force=true.")
                .withDetails(dependents.stream()
                        .map(dependent -> new Problem.Detail("requiredBy", dependent))
                        .toList());
    }
}
