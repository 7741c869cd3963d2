package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.Plan.Action;
import dev.guildhall.extensions.PlanPreview;
import dev.guildhall.extensions.Removal;
import dev.guildhall.extensions.TableRows;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.runtime.StateTable;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes installations, and their data when it is not to be kept. */
public final class Uninstaller {

    private static final Logger LOG = LoggerFactory.getLogger(Uninstaller.class);

    private final Database database;
    private final Workspaces workspaces;
    private final KeyedQueue<WorkspaceId> queue;
    private final Catalogue catalogue;
    private final Planner planner;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final ExtensionSchemas schemas;
    private final ExtensionCopies copies;
    private final ManifestPreload preload;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable migrations = new MigrationTable();
    private final BackupTable backups = new BackupTable();
    private final StateTable states = new StateTable();

    public Uninstaller(
            Database database,
            Workspaces workspaces,
            KeyedQueue<WorkspaceId> queue,
            Catalogue catalogue,
            Planner planner,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            ExtensionSchemas schemas,
            ExtensionCopies copies) {
        this.database = database;
        this.workspaces = workspaces;
        this.queue = queue;
        this.catalogue = catalogue;
        this.planner = planner;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.schemas = schemas;
        this.copies = copies;
        this.preload = new ManifestPreload(database, catalogue);
    }

    /** Completes when the extension is gone and its code has come to rest on this node. */
    public Future<Void> uninstall(
            Authentication by, WorkspaceId workspace, String key, Removal removal, IfMatch condition) {
        return queue.next(
                        workspace,
                        () -> preload.ofInstalled(workspace)
                                .compose(read -> sayGoodbye(workspace, key, removal, condition))
                                .compose(told -> database.inTransaction(
                                        workspace,
                                        tx -> workspaces
                                                .lockForMembers(tx, workspace)
                                                .compose(locked -> installations
                                                        .lock(tx, workspace, key)
                                                        .compose(found -> {
                                                            if (found.isEmpty()) {
                                                                return purgeRemains(tx, by, locked, key, removal);
                                                            }
                                                            var present =
                                                                    found.get().installation();
                                                            condition.verify(present.revision());
                                                            return uninstall(tx, by, locked, present, removal);
                                                        })))))
                .compose(removed -> runtime.stopped(workspace, key));
    }

    /** Has the extension give up what it holds elsewhere, once nothing keeps it from being removed. */
    private Future<Void> sayGoodbye(WorkspaceId workspace, String key, Removal removal, IfMatch condition) {
        return database.inTransaction(
                        workspace,
                        tx -> installations
                                .find(tx, workspace, key)
                                .map(found -> found.map(StoredInstallation::installation))
                                .compose(found -> found.isEmpty()
                                        ? Future.succeededFuture(false)
                                        : removable(tx, found.get(), removal, condition)))
                .compose(isActive -> isActive
                        ? runtime.use(workspace, key, running -> running.uninstalling(!removal.purge()))
                                .otherwise(failure -> unsaid(workspace, key, failure))
                        : Future.succeededFuture());
    }

    /** Whether there is somebody to tell; fails when it is not to be removed. */
    private Future<Boolean> removable(Tx tx, Installation present, Removal removal, IfMatch condition) {
        condition.verify(present.revision());
        return planner.departure(tx, Action.UNINSTALL, present)
                .map(plan -> allowed(plan, removal))
                .map(plan -> present.isActive());
    }

    private static Void unsaid(WorkspaceId workspace, String key, Throwable failure) {
        LOG.warn("{} of workspace {} goes without having said goodbye", key, workspace, failure);
        return null;
    }

    private Future<Void> uninstall(
            Tx tx, Authentication by, Workspace workspace, Installation present, Removal removal) {
        var key = present.extensionKey();
        tx.afterCommit(() -> runtime.changed(workspace.id(), key));
        return catalogue
                .manifest(tx, key, present.version())
                .compose(manifest -> planner.departure(tx, Action.UNINSTALL, present)
                        .map(plan -> allowed(plan, removal))
                        .compose(plan -> sideEffects.uninstalling(
                                new Transition(tx, present, present, manifest), by, removal.purge())))
                .compose(told -> dropBackup(tx, InstallationKey.of(present)))
                .compose(dropped -> removal.purge() ? purge(tx, workspace, key).mapEmpty() : Future.succeededFuture())
                .compose(purged -> installations.delete(tx, workspace.id(), key))
                .mapEmpty();
    }

    /** What an earlier uninstallation has kept can be purged later. */
    private Future<Void> purgeRemains(Tx tx, Authentication by, Workspace workspace, String key, Removal removal) {
        return (removal.purge() ? purge(tx, workspace, key) : Future.succeededFuture(false)).compose(purged -> {
            if (!purged) {
                return ExtensionError.NOT_INSTALLED
                        .because("The extension " + key + " is not installed in this workspace.")
                        .asFuture();
            }
            sideEffects.purged(tx, workspace.id(), key, by);
            return Future.succeededFuture();
        });
    }

    private Future<Boolean> purge(Tx tx, Workspace workspace, String key) {
        return Future.all(
                        schemas.drop(tx, workspace.id(), key),
                        migrations.delete(tx, workspace.id(), key),
                        states.removeAll(tx, workspace.id(), key))
                .map(done ->
                        done.<Boolean>resultAt(0) || done.<Integer>resultAt(1) > 0 || done.<Integer>resultAt(2) > 0);
    }

    private static Plan allowed(Plan plan, Removal removal) {
        Preconditions.requireSeen(plan, removal.planHash());
        Preconditions.requireNoDependents(plan, removal.force());
        return plan;
    }

    private Future<Void> dropBackup(Tx tx, InstallationKey place) {
        return backups.delete(tx, place)
                .compose(deleted -> deleted == 0 ? Future.succeededFuture() : copies.dropKept(tx, place));
    }

    /** What disabling would do, or {@link #uninstall} when the data goes; nothing is changed. */
    public Future<PlanPreview> plan(Access access, String key, Action action) {
        var place = new InstallationKey(access.workspace(), key);
        var isLast = action == Action.UNINSTALL;
        return database.inTransaction(
                        access.workspace(),
                        tx -> installations
                                .find(tx, access.workspace(), key)
                                .compose(found -> planner.departure(
                                        tx,
                                        action,
                                        InstallationChanges.required(found, key).installation()))
                                .map(plan -> new PlanPreview(
                                        plan,
                                        isLast
                                                ? Preconditions.obstacles(
                                                        plan,
                                                        access,
                                                        new Consent(Set.of(), Set.of(), Set.of(), Set.of()))
                                                : List.of(),
                                        List.of()))
                                .compose(preview -> isLast
                                        ? states.count(tx, place).map(preview::settingBack)
                                        : Future.succeededFuture(preview)))
                .compose(preview -> isLast
                        ? copies.rows(place).map(tables -> preview.changing(emptied(tables)))
                        : Future.succeededFuture(preview));
    }

    private static List<TableRows> emptied(List<TableRows> tables) {
        return tables.stream()
                .map(table -> new TableRows(table.table(), table.rows(), 0))
                .toList();
    }
}
