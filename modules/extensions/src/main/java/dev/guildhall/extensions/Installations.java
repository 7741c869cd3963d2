package dev.guildhall.extensions;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.extensions.Plan.Action;
import dev.guildhall.extensions.Plan.Loss;
import dev.guildhall.extensions.internal.installation.Consequences;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.InstallationChanges;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects;
import dev.guildhall.extensions.internal.installation.Installer;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.installation.Uninstaller;
import dev.guildhall.extensions.internal.installation.Upgrader;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.runtime.InstallationLogs;
import dev.guildhall.extensions.internal.storage.StorageQuotas;
import dev.guildhall.host.InstallationServices.LogEntry;
import dev.guildhall.host.RunningExtension;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is installed in the workspaces, and the extensions at work. Reads from memory; safe for all event loops. Who calls
 * has seen to it that whoever acts may do so.
 */
public final class Installations {

    private final InstallationCache cache;
    private final Catalogue catalogue;
    private final DurableSubscribers subscribers;
    private final ExtensionRuntime runtime;
    private final InstallationLogs logs;
    private final Installer installer;
    private final InstallationChanges changes;
    private final Uninstaller uninstaller;
    private final Upgrader upgrader;
    private final Consequences consequences;
    private final StorageQuotas quotas;
    private final InstallationLimits limits;

    Installations(
            InstallationCache cache,
            Catalogue catalogue,
            DurableSubscribers subscribers,
            ExtensionRuntime runtime,
            InstallationLogs logs,
            Installer installer,
            InstallationChanges changes,
            Uninstaller uninstaller,
            Upgrader upgrader,
            Consequences consequences,
            StorageQuotas quotas,
            InstallationLimits limits) {
        this.cache = cache;
        this.catalogue = catalogue;
        this.subscribers = subscribers;
        this.runtime = runtime;
        this.logs = logs;
        this.installer = installer;
        this.changes = changes;
        this.uninstaller = uninstaller;
        this.upgrader = upgrader;
        this.consequences = consequences;
        this.quotas = quotas;
        this.limits = limits;
    }

    /** What extensions of the workspace miss when its capabilities become others, with nothing else changed. */
    public Future<List<Loss>> losses(Tx tx, WorkspaceId workspace, Offers now, Offers then) {
        return consequences.of(tx, workspace, now, then);
    }

    /**
     * Fails naming what is wrong with the configuration of a request, or with the extension it names.
     *
     * @param isTrial whether it is to be planned only, and may go without a configuration
     */
    public Future<Void> check(WorkspaceId workspace, InstallRequest request, boolean isTrial) {
        return installer.check(workspace, request, isTrial);
    }

    /** What {@link #install} would do, and what stands in its way; nothing is changed. */
    public Future<PlanPreview> plan(Access access, InstallRequest request) {
        return installer.plan(access, request);
    }

    /** The installation once its extension was started, whether that went well or not. */
    public Future<Installation> install(Authentication by, Access access, InstallRequest request) {
        return installer.install(by, access, request);
    }

    /** Fails naming what is wrong with the configuration that is to be. */
    public Future<Void> check(WorkspaceId workspace, String extensionKey, InstallationPatch patch) {
        return changes.check(workspace, extensionKey, patch);
    }

    /** The installation after the change; when that needs a new instance of the extension, after its start. */
    public Future<Installation> change(
            Authentication by, WorkspaceId workspace, String extensionKey, InstallationPatch patch, IfMatch condition) {
        return changes.patch(by, workspace, extensionKey, patch, condition);
    }

    /** The installation with another secret shared with its service, once that was told. */
    public Future<Installation> rotateSecret(
            Authentication by, WorkspaceId workspace, String extensionKey, IfMatch condition) {
        return changes.rotateSecret(by, workspace, extensionKey, condition);
    }

    /** What disabling or uninstalling it would do to others; nothing is changed. */
    public Future<PlanPreview> planDeparture(Access access, String extensionKey, Action action) {
        return uninstaller.plan(access, extensionKey, action);
    }

    /** What {@link #upgrade} would do, and what stands in its way; nothing is changed. */
    public Future<PlanPreview> planUpgrade(Access access, String extensionKey, UpgradeRequest request) {
        return upgrader.planUpgrade(access, extensionKey, request);
    }

    /** The installation at another version, once that was started; one that does not come to serve changes nothing. */
    public Future<Installation> upgrade(
            Authentication by, Access access, String extensionKey, UpgradeRequest request, IfMatch condition) {
        return upgrader.upgrade(by, access, extensionKey, request, condition);
    }

    /** What {@link #rollback} would do, and what would be lost; fails when there is nothing to go back to. */
    public Future<PlanPreview> planRollback(Access access, String extensionKey) {
        return upgrader.planRollback(access, extensionKey);
    }

    /**
     * The installation with version, configuration and data as they were before the last upgrade.
     *
     * @param planHash the plan that was seen; empty when any will do
     * @param isForced whether to go on though others lose what they need
     */
    public Future<Installation> rollback(
            Authentication by,
            Access access,
            String extensionKey,
            Optional<String> planHash,
            boolean isForced,
            IfMatch condition) {
        return upgrader.rollback(by, access, extensionKey, planHash, isForced, condition);
    }

    /** Completes when the extension is gone and its code has come to rest on this node. */
    public Future<Void> uninstall(
            Authentication by, WorkspaceId workspace, String extensionKey, Removal removal, IfMatch condition) {
        return uninstaller.uninstall(by, workspace, extensionKey, removal, condition);
    }

    public Future<Optional<Installation>> find(WorkspaceId workspace, String extensionKey) {
        return cache.find(workspace, extensionKey).map(found -> found.map(StoredInstallation::installation));
    }

    /** The same; fails with {@code EXTENSION.NOT_INSTALLED} when there is none. */
    public Future<Installation> get(WorkspaceId workspace, String extensionKey) {
        return find(workspace, extensionKey)
                .map(found -> found.orElseThrow(() -> InstallationChanges.notInstalled(extensionKey)));
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

    /** How an installation stands. */
    public Future<InstallationStatus> status(Installation installation) {
        return statuses(installation.workspace(), List.of(installation)).map(all -> all.get(0));
    }

    /** How installations of a workspace stand, in their order. */
    public Future<List<InstallationStatus>> statuses(WorkspaceId workspace, List<Installation> installations) {
        if (installations.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return Future.all(
                        subscribers.standings(workspace, InstallationSideEffects.SUBSCRIBER_KIND),
                        quotas.amounts(workspace))
                .compose(found -> {
                    var all = found.<List<Standing>>resultAt(0);
                    var amounts = found.<Map<String, StoredAmount>>resultAt(1);
                    var standings = all.stream().collect(Collectors.groupingBy(Standing::subscriber));
                    var statuses = installations.stream()
                            .map(installation -> status(
                                    installation,
                                    standings.getOrDefault(installation.extensionKey(), List.of()),
                                    amounts.getOrDefault(installation.extensionKey(), StoredAmount.NONE)))
                            .toList();
                    return Future.all(statuses).map(done -> done.list());
                });
    }

    private Future<InstallationStatus> status(Installation installation, List<Standing> handlers, StoredAmount stored) {
        var key = installation.extensionKey();
        var calls = runtime.calls(installation.workspace(), key);
        var complaint = runtime.complaint(installation.workspace(), key);
        var manifest = catalogue.manifest(key, installation.version());
        var trusted = catalogue.isTrusted(key, installation.version());
        var refusal = catalogue.refusal(key, installation.version());
        var doubtful = catalogue.isDoubtful(key, installation.version());
        return Future.all(manifest, trusted, refusal, doubtful, complaint).map(found -> {
            var now = runtime.isHeld(installation.workspace(), key) ? installation.upgrading() : installation;
            var told = doubtful.result() ? now.saying(Condition.doubtful(now.updatedAt())) : now;
            return new InstallationStatus(
                    seen(told, trusted.result(), refusal.result()),
                    manifest.result(),
                    handlers,
                    complaint.result(),
                    calls,
                    stored,
                    limits);
        });
    }

    private static Installation seen(Installation installation, boolean trusted, Optional<Problem> refusal) {
        var since = installation.updatedAt();
        return refusal.map(why -> installation.blocked(Condition.refused(why.getMessage(), since)))
                .orElseGet(() -> trusted ? installation : installation.blocked(Condition.untrusted(since)));
    }

    /** The latest lines that an installation logged on this node, the oldest first. */
    public List<LogEntry> logs(WorkspaceId workspace, String extensionKey) {
        return logs.of(workspace, extensionKey);
    }
}
