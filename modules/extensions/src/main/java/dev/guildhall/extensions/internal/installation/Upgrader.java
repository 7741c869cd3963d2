package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.Plan;
import dev.guildhall.extensions.PlanPreview;
import dev.guildhall.extensions.UpgradeRequest;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.runtime.NodeHolds;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings an installation to another version and back, all of it or nothing.
 *
 * <p>The new version is made ready beside the one that serves: its data is a copy, migrated, in a schema that nobody else
 * knows, and its code is started on that and asked how it is. One transaction then changes the version and lets the two
 * schemas change places, having kept everybody from writing to the tables since before the copy. Whatever fails or ends the
 * process until that transaction commits leaves the former version, its data and its rows as they were; a copy that is
 * left behind is dropped later. What was in use is kept for a while: a rollback is the same change of places.
 *
 * <p>What the new version remembers, tells and orders while it is tried is part of that transaction.
 *
 * <p>Calls that had begun come to an end first, on this node and the others ({@link NodeHolds}), and those that begin
 * meanwhile wait. That is given some time and no more: what a call or a node that is late by then writes waits for the
 * transaction and is refused after it, for only the installed version commits anything (V135 for its tables, {@link
 * InstallationFence} for the rest).
 */
public final class Upgrader {

    /** Each holds a connection while it needs others. */
    private static final int AT_ONCE = 4;

    private final Database database;
    private final Workspaces workspaces;
    private final KeyedQueue<WorkspaceId> queue;
    private final KeyedQueue<Integer> lanes = new KeyedQueue<>();
    private final Planner planner;
    private final Catalogue catalogue;
    private final ExtensionRuntime runtime;
    private final NodeHolds holds;
    private final ExtensionCopies copies;
    private final UpgradeSteps steps;
    private final UpgradeTrial trial;
    private final Clock clock;
    private final ManifestPreload preload;
    private final InstallationTable installations = new InstallationTable();
    private final BackupTable backups = new BackupTable();
    private final KeptStateTable states = new KeptStateTable();

    public Upgrader(
            Database database,
            Workspaces workspaces,
            KeyedQueue<WorkspaceId> queue,
            Planner planner,
            Catalogue catalogue,
            ExtensionRuntime runtime,
            NodeHolds holds,
            ExtensionCopies copies,
            UpgradeSteps steps,
            UpgradeTrial trial,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.queue = queue;
        this.planner = planner;
        this.catalogue = catalogue;
        this.runtime = runtime;
        this.holds = holds;
        this.copies = copies;
        this.steps = steps;
        this.trial = trial;
        this.clock = clock;
        this.preload = new ManifestPreload(database, catalogue);
    }

    /** What {@link #upgrade} would do, and what stands in its way; nothing is changed. */
    public Future<PlanPreview> planUpgrade(Access access, String key, UpgradeRequest request) {
        return reading(
                access.workspace(),
                tx -> present(tx, access.workspace(), key)
                        .compose(present -> planner.upgrade(tx, present.installation(), request.version())
                                .compose(plan -> consent(tx, present, request).map(consent -> {
                                    var hosts = steps.configuration(
                                                    present, plan.arrival().manifest(), request.config())
                                            .hosts();
                                    return new PlanPreview(
                                                    plan, Preconditions.obstacles(plan, access, consent), List.of())
                                            .opening(hosts.values());
                                }))));
    }

    /** The installation after the upgrade, when the new version has started. */
    public Future<Installation> upgrade(
            Authentication by, Access access, String key, UpgradeRequest request, IfMatch condition) {
        var place = new InstallationKey(access.workspace(), key);
        return alone(
                place,
                () -> agreeOnUpgrade(access, key, request, condition)
                        .compose(agreed -> held(
                                by, agreed, () -> steps.upgrade(by, agreed, tx -> agree(tx, access, key, request)))));
    }

    /** What {@link #rollback} would do, and what would be lost; nothing is changed. */
    public Future<PlanPreview> planRollback(Access access, String key) {
        var place = new InstallationKey(access.workspace(), key);
        return reading(
                        access.workspace(),
                        tx -> present(tx, access.workspace(), key)
                                .compose(present -> backup(tx, place)
                                        .compose(backup -> planner.rollback(tx, present.installation(), backup)))
                                .compose(plan -> states.changed(tx, place)
                                        .map(changed -> new PlanPreview(
                                                        plan,
                                                        Preconditions.obstacles(plan, access, held(plan)),
                                                        List.of())
                                                .settingBack(changed))))
                .compose(preview -> copies.rows(place).map(preview::changing));
    }

    /** The installation after the rollback, when the former version has started again. */
    public Future<Installation> rollback(
            Authentication by,
            Access access,
            String key,
            Optional<String> planHash,
            boolean isForced,
            IfMatch condition) {
        var place = new InstallationKey(access.workspace(), key);
        return alone(
                place,
                () -> database.inTransaction(
                                access.workspace(),
                                tx -> agreeOnRollback(tx, access, key, planHash, isForced)
                                        .map(agreed -> {
                                            condition.verify(agreed.present()
                                                    .installation()
                                                    .revision());
                                            return agreed;
                                        }))
                        .compose(agreed -> held(
                                by,
                                agreed.upgrade(),
                                () -> steps.rollback(
                                        by, agreed, tx -> agreeOnRollback(tx, access, key, planHash, isForced)))));
    }

    /** What was agreed on; it must be the same when it is carried out. */
    record Agreed(StoredInstallation present, ExtensionManifest former, Plan plan, Optional<UpgradeRequest> request) {

        InstallationKey place() {
            return InstallationKey.of(present.installation());
        }

        boolean isStill(StoredInstallation other) {
            var here = present.installation();
            var there = other.installation();
            return here.id().equals(there.id()) && here.generation() == there.generation();
        }

        /** What was agreed on later, if it is the same. */
        Agreed confirmed(Agreed later) {
            if (!isStill(later.present()) || !plan.hash().equals(later.plan().hash())) {
                throw ExtensionError.PLAN_CHANGED.because(
                        "Somebody changed the extensions of this workspace meanwhile; try again.");
            }
            return later;
        }
    }

    record AgreedRollback(Agreed upgrade, Backup backup) {

        StoredInstallation present() {
            return upgrade.present();
        }
    }

    private <T> Future<T> reading(WorkspaceId workspace, Function<Tx, Future<T>> work) {
        return preload.ofInstalled(workspace).compose(read -> database.inTransaction(workspace, work));
    }

    private Future<Installation> alone(InstallationKey place, Supplier<Future<StoredInstallation>> work) {
        var workspace = place.workspace();
        return queue.next(
                        workspace,
                        () -> lanes.next(
                                Math.floorMod(workspace.hashCode(), AT_ONCE),
                                () -> preload.ofInstalled(workspace).compose(read -> work.get())))
                .compose(after -> after.installation().isActive()
                        ? runtime.start(after)
                        : Future.succeededFuture(after.installation()));
    }

    private Future<StoredInstallation> held(
            Authentication by, Agreed agreed, Supplier<Future<StoredInstallation>> work) {
        var place = agreed.place();
        return Future.join(holds.hold(place), runtime.hold(place.workspace(), place.extensionKey()))
                .compose(idle -> work.get())
                .recover(failure ->
                        trial.noteFailure(by, agreed, failure).transform(noted -> Future.failedFuture(failure)))
                .onComplete(done -> {
                    runtime.release(place.workspace(), place.extensionKey());
                    holds.release(place);
                });
    }

    private Future<Agreed> agreeOnUpgrade(Access access, String key, UpgradeRequest request, IfMatch condition) {
        return database.inTransaction(
                access.workspace(),
                tx -> agree(tx, access, key, request).map(agreed -> {
                    condition.verify(agreed.present().installation().revision());
                    return agreed;
                }));
    }

    private Future<Agreed> agree(Tx tx, Access access, String key, UpgradeRequest request) {
        return locked(tx, access.workspace(), key)
                .compose(present -> planner.upgrade(tx, present.installation(), request.version())
                        .compose(plan -> former(tx, present)
                                .compose(former -> consent(tx, present, request).map(consent -> {
                                    Preconditions.requireSeen(plan, request.planHash());
                                    Preconditions.require(plan, access, consent, request.force());
                                    Preconditions.requireHosts(
                                            steps.configuration(
                                                            present,
                                                            plan.arrival().manifest(),
                                                            request.config())
                                                    .hosts(),
                                            consent.egress());
                                    return new Agreed(present, former, plan, Optional.of(request));
                                }))));
    }

    private Future<AgreedRollback> agreeOnRollback(
            Tx tx, Access access, String key, Optional<String> planHash, boolean isForced) {
        return locked(tx, access.workspace(), key)
                .compose(present -> backup(tx, InstallationKey.of(present.installation()))
                        .compose(backup -> planner.rollback(tx, present.installation(), backup)
                                .compose(plan -> former(tx, present).map(former -> {
                                    Preconditions.requireSeen(plan, planHash);
                                    Preconditions.require(plan, access, held(plan), isForced);
                                    return new AgreedRollback(
                                            new Agreed(present, former, plan, Optional.empty()), backup);
                                }))));
    }

    private Future<Backup> backup(Tx tx, InstallationKey place) {
        return backups.find(tx, place)
                .map(found -> found.filter(backup -> backup.keptUntil().isAfter(clock.instant()))
                        .orElseThrow(() -> ExtensionError.NOTHING_KEPT.because("There is no version of "
                                + place.extensionKey() + " in this workspace to go back to: none was upgraded, or it is"
                                + " kept no longer.")));
    }

    private Future<StoredInstallation> locked(Tx tx, WorkspaceId workspace, String key) {
        return workspaces
                .lockForMembers(tx, workspace)
                .compose(locked -> installations.lock(tx, workspace, key))
                .map(found -> required(found, key));
    }

    private Future<StoredInstallation> present(Tx tx, WorkspaceId workspace, String key) {
        return installations.find(tx, workspace, key).map(found -> required(found, key));
    }

    private static StoredInstallation required(Optional<StoredInstallation> found, String key) {
        var present = InstallationChanges.required(found, key);
        return switch (present.installation().state()) {
            case ACTIVE, DISABLED, FAILED -> present;
            case INSTALLING, UPGRADING, UNINSTALLING ->
                throw CommonError.CONFLICT.because("The installation is "
                        + present.installation().state() + " at the moment; wait until that is over.");
        };
    }

    private Future<ExtensionManifest> former(Tx tx, StoredInstallation present) {
        var installation = present.installation();
        return catalogue.manifest(tx, installation.extensionKey(), installation.version());
    }

    private Future<Consent> consent(Tx tx, StoredInstallation present, UpgradeRequest request) {
        return former(tx, present).map(former -> Consent.to(request, present.installation(), former));
    }

    // What it goes back to was consented to when it was installed.
    private static Consent held(Plan plan) {
        var manifest = plan.arrival().manifest();
        var permissions = Set.copyOf(manifest.permissions());
        var egress = manifest.egress().stream().map(Object::toString).collect(Collectors.toSet());
        return new Consent(permissions, permissions, egress, Set.of());
    }
}
