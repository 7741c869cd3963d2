package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationPatch;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.Plan.Action;
import dev.guildhall.extensions.UpgradePolicy;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.InstallationSideEffects.Transition;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.BiFunction;

/** Switches installations on and off and configures them. */
public final class InstallationChanges {

    private final Database database;
    private final Workspaces workspaces;
    private final KeyedQueue<WorkspaceId> queue;
    private final Catalogue catalogue;
    private final Planner planner;
    private final InstallationSideEffects sideEffects;
    private final ExtensionRuntime runtime;
    private final SecretBox secrets;
    private final Clock clock;
    private final ManifestPreload preload;
    private final InstallationTable installations = new InstallationTable();

    public InstallationChanges(
            Database database,
            Workspaces workspaces,
            KeyedQueue<WorkspaceId> queue,
            Catalogue catalogue,
            Planner planner,
            InstallationSideEffects sideEffects,
            ExtensionRuntime runtime,
            SecretBox secrets,
            Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.queue = queue;
        this.catalogue = catalogue;
        this.planner = planner;
        this.sideEffects = sideEffects;
        this.runtime = runtime;
        this.secrets = secrets;
        this.clock = clock;
        this.preload = new ManifestPreload(database, catalogue);
    }

    private record Outcome(StoredInstallation installation, boolean isNewInstance) {}

    /** The installation after the change; when that needs a new instance of the extension, after its start. */
    public Future<Installation> patch(
            Authentication by, WorkspaceId workspace, String key, InstallationPatch patch, IfMatch condition) {
        return changed(
                        workspace,
                        key,
                        condition,
                        (tx, present) -> requireSeen(tx, present, patch).compose(seen -> patch(tx, by, present, patch)))
                .compose(outcome -> outcome.isNewInstance()
                        ? runtime.start(outcome.installation())
                        : runtime.stopped(workspace, key)
                                .map(outcome.installation().installation()));
    }

    /**
     * Replaces the secret that the installation shares with its service, which is brought the new one as it starts anew.
     * Fails with {@code EXTENSION.NO_SERVICE} for one that runs in this process.
     */
    public Future<Installation> rotateSecret(Authentication by, WorkspaceId workspace, String key, IfMatch condition) {
        return changed(workspace, key, condition, (tx, present) -> rotateSecret(tx, by, present))
                .compose(after -> after.installation().isActive()
                        ? runtime.start(after)
                        : Future.succeededFuture(after.installation()));
    }

    /** One after the other, of an installation that is still as whoever changes it has seen it. */
    private <T> Future<T> changed(
            WorkspaceId workspace,
            String key,
            IfMatch condition,
            BiFunction<Tx, StoredInstallation, Future<T>> change) {
        return queue.next(
                workspace,
                () -> preload.ofInstalled(workspace)
                        .compose(read -> database.inTransaction(
                                workspace,
                                tx -> workspaces
                                        .lockForMembers(tx, workspace)
                                        .compose(locked -> installations.lock(tx, workspace, key))
                                        .compose(found -> {
                                            var present = required(found, key);
                                            condition.verify(
                                                    present.installation().revision());
                                            return change.apply(tx, present);
                                        }))));
    }

    private Future<StoredInstallation> rotateSecret(Tx tx, Authentication by, StoredInstallation present) {
        var installation = present.installation();
        return catalogue
                .manifest(tx, installation.extensionKey(), installation.version())
                .compose(manifest -> {
                    if (manifest.runtime() != ExtensionManifest.Runtime.EXTERNAL_SERVICE) {
                        throw ExtensionError.NO_SERVICE.because("The extension " + installation.extensionKey()
                                + " runs in this process and shares no secret with a service.");
                    }
                    var now = clock.instant();
                    var ready = installation.isActive() ? Condition.starting(now) : installation.ready();
                    var after = present.rotated(ready, now);
                    tx.afterCommit(() -> runtime.changed(installation.workspace(), installation.extensionKey()));
                    sideEffects.secretRotated(tx, after.installation(), by);
                    return installations.save(tx, after).map(after);
                });
    }

    private Future<Void> requireSeen(Tx tx, StoredInstallation present, InstallationPatch patch) {
        if (!patch.isDisabling() || patch.planHash().isEmpty()) {
            return Future.succeededFuture();
        }
        return planner.departure(tx, Action.DISABLE, present.installation()).map(plan -> {
            Preconditions.requireSeen(plan, patch.planHash());
            return null;
        });
    }

    /** Fails naming what is wrong with the configuration that is to be. */
    public Future<Void> check(WorkspaceId workspace, String key, InstallationPatch patch) {
        if (patch.config().isEmpty()) {
            return Future.succeededFuture();
        }
        return database.inTransaction(
                        workspace,
                        tx -> installations.find(tx, workspace, key).compose(found -> {
                            var present = required(found, key);
                            return catalogue
                                    .manifest(tx, key, present.installation().version())
                                    .map(manifest -> configuration(present, manifest, patch));
                        }))
                .mapEmpty();
    }

    public static StoredInstallation required(Optional<StoredInstallation> found, String key) {
        return found.orElseThrow(() -> notInstalled(key));
    }

    public static Problem notInstalled(String key) {
        return ExtensionError.NOT_INSTALLED.because("The extension " + key + " is not installed in this workspace.");
    }

    private Future<Outcome> patch(Tx tx, Authentication by, StoredInstallation present, InstallationPatch patch) {
        var installation = present.installation();
        return catalogue
                .manifest(tx, installation.extensionKey(), installation.version())
                .compose(manifest -> patch.config().isEmpty()
                        ? Future.succeededFuture(manifest)
                        : catalogue.usableManifest(tx, installation.extensionKey(), installation.version()))
                .compose(manifest -> {
                    var config = configuration(present, manifest, patch);
                    var state = stateAfter(installation.state(), patch, config.isPresent());
                    if (config.isEmpty() && state == installation.state()) {
                        return patch.upgradePolicy()
                                .filter(policy -> policy != installation.upgradePolicy())
                                .map(policy -> writePolicy(tx, by, manifest, present, policy))
                                .orElseGet(() -> Future.succeededFuture(new Outcome(present, false)));
                    }
                    return write(tx, by, manifest, present, state, config, patch.upgradePolicy());
                });
    }

    /** The new configuration, if it is another one. */
    private Optional<ExtensionConfig> configuration(
            StoredInstallation present, ExtensionManifest manifest, InstallationPatch patch) {
        if (patch.config().isEmpty()) {
            return Optional.empty();
        }
        var schema = new ConfigSchema(manifest.configSchema());
        var current = ExtensionConfig.open(secrets, purpose(present), present.config());
        var patched = patch.config()
                .get()
                .map(changes -> schema.patched(current, changes))
                .orElseGet(() -> schema.read(new JsonObject()));
        var granted = new HashSet<>(present.installation().grantedEgress());
        granted.addAll(patch.grantedEgress());
        Preconditions.requireHosts(schema.hosts(patched), granted);
        return patched.clear().equals(current.clear()) ? Optional.empty() : Optional.of(patched);
    }

    private static InstallationState stateAfter(
            InstallationState present, InstallationPatch patch, boolean isConfigured) {
        return switch (present) {
            case ACTIVE, DISABLED, FAILED -> {
                if (patch.enabled().isPresent()) {
                    yield patch.enabled().get() ? InstallationState.ACTIVE : InstallationState.DISABLED;
                }
                // With another configuration it may well start.
                yield present == InstallationState.FAILED && isConfigured ? InstallationState.ACTIVE : present;
            }
            case INSTALLING, UPGRADING, UNINSTALLING ->
                throw CommonError.CONFLICT.because(
                        "The installation is " + present + " at the moment; wait until that is over.");
        };
    }

    private Future<Outcome> write(
            Tx tx,
            Authentication by,
            ExtensionManifest manifest,
            StoredInstallation present,
            InstallationState state,
            Optional<ExtensionConfig> config,
            Optional<UpgradePolicy> policy) {
        var now = clock.instant();
        var ready = state == InstallationState.ACTIVE
                ? Condition.starting(now)
                : state == InstallationState.DISABLED
                        ? Condition.disabled(now)
                        : present.installation().ready();
        var changed = config.map(wanted -> present.configured(
                        wanted.seal(secrets, purpose(present)), Installer.egress(manifest, wanted), state, ready, now))
                .orElseGet(() -> present.anewIn(state, ready, now));
        var after = policy.map(taken -> changed.taking(taken, now)).orElse(changed);
        var change = new Transition(tx, present.installation(), after.installation(), manifest);
        var installation = after.installation();
        tx.afterCommit(() -> runtime.changed(installation.workspace(), installation.extensionKey()));
        return installations
                .save(tx, after)
                .compose(updated -> config.isPresent() ? sideEffects.configured(change, by) : Future.succeededFuture())
                .compose(configured ->
                        switched(change, by, present.installation().state()))
                .map(done -> new Outcome(after, state == InstallationState.ACTIVE));
    }

    /** Nothing of it needs another instance. */
    private Future<Outcome> writePolicy(
            Tx tx, Authentication by, ExtensionManifest manifest, StoredInstallation present, UpgradePolicy policy) {
        var after = present.taking(policy, clock.instant());
        var installation = after.installation();
        sideEffects.policyChanged(new Transition(tx, present.installation(), installation, manifest), by);
        tx.afterCommit(() -> runtime.forget(installation.workspace()));
        return installations.save(tx, after).map(new Outcome(after, false));
    }

    private Future<Void> switched(Transition change, Authentication by, InstallationState before) {
        var now = change.installation().state();
        if (now == before) {
            return Future.succeededFuture();
        }
        return now == InstallationState.ACTIVE ? sideEffects.enabled(change, by) : sideEffects.disabled(change, by);
    }

    private static String purpose(StoredInstallation stored) {
        return StoredInstallation.purpose(
                stored.installation().workspace(), stored.installation().extensionKey());
    }
}
