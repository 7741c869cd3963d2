package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.WithoutExtensions;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.InstallationStatusWriter;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.host.CallStatistics;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.host.RunningExtension;
import dev.guildhall.spi.Health;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what runs on this node in line with what the database says, whenever somebody needs it or something changes.
 * An extension that cannot start or had to be switched off is noted as FAILED.
 */
public final class ExtensionRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionRuntime.class);

    /** The failures after which an instance never serves again, with the reason that conditions give. */
    private static final Map<Kind, String> FINAL = Map.of(
            Kind.LOAD_FAILED, "LoadFailed",
            Kind.START_FAILED, "StartFailed",
            Kind.SWITCHED_OFF, "SwitchedOff");

    private static final int ATTEMPTS = 3;
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(1);
    private static final UUID HERE = UUID.randomUUID();

    private final InstallationCache cache;
    private final InstallationStatusWriter statusWriter;
    private final InstanceFactory factory;
    private final Instances instances;
    private final WithoutExtensions without;
    private final Holds holds = new Holds();

    /** @param without the extensions that do not run on this node */
    public ExtensionRuntime(
            InstallationCache cache,
            InstallationStatusWriter statusWriter,
            InstanceFactory factory,
            WithoutExtensions without) {
        this.cache = cache;
        this.statusWriter = statusWriter;
        this.factory = factory;
        this.instances = new Instances(factory::open);
        this.without = without;
    }

    /**
     * Does something with the extension of an installation, started if it is not yet. Fails with a problem when it is
     * not installed, disabled or failed.
     */
    public <T> Future<T> use(WorkspaceId workspace, String extensionKey, Function<RunningExtension, Future<T>> work) {
        return use(workspace, extensionKey, work, 1);
    }

    /**
     * Lets whoever calls the extension wait until {@link #release}, while it is upgraded by this node. Completes when the
     * calls that had begun are over, as far as they end in time, and its instance on this node has stopped.
     */
    public Future<Void> hold(WorkspaceId workspace, String extensionKey) {
        holds.hold(new InstallationKey(workspace, extensionKey), HERE);
        instances.retire(workspace, extensionKey);
        return stopped(workspace, extensionKey);
    }

    /** Lets those go on who waited, with the extension as the database has it now. */
    public void release(WorkspaceId workspace, String extensionKey) {
        release(new InstallationKey(workspace, extensionKey), HERE);
    }

    /**
     * Lets whoever calls the extension wait while it is upgraded by another node. Completes when the calls that had begun are
     * over, however long they take; its instance stays.
     */
    Future<Void> hold(InstallationKey place, UUID by) {
        holds.hold(place, by);
        var idle = instances
                .find(place.workspace(), place.extensionKey())
                .map(RunningExtension::idle)
                .orElseGet(Future::succeededFuture);
        return Future.join(idle, stopped(place.workspace(), place.extensionKey()))
                .mapEmpty();
    }

    void release(InstallationKey place, UUID by) {
        cache.invalidate(place.workspace());
        holds.release(place, by);
    }

    /** Whether the extension is held on this node. */
    public boolean isHeld(WorkspaceId workspace, String extensionKey) {
        return holds.find(new InstallationKey(workspace, extensionKey)).isPresent();
    }

    /**
     * Starts the extension as it would be, apart from everybody, looks whether it is well, and stops it.
     *
     * @param trial what it works on
     * @param look what is asked of it once it has started
     */
    public Future<Void> attempt(
            StoredInstallation candidate, Trial trial, Function<RunningExtension, Future<Void>> look) {
        if (without.includes(candidate.installation().extensionKey())) {
            return Future.succeededFuture();
        }
        return factory.open(candidate, trial)
                .compose(running -> running.start()
                        .compose(started -> look.apply(running))
                        .transform(looked -> running.stop()
                                .transform(stopped -> looked.failed()
                                        ? Future.failedFuture(looked.cause())
                                        : Future.<Void>succeededFuture())));
    }

    private <T> Future<T> use(
            WorkspaceId workspace, String key, Function<RunningExtension, Future<T>> work, int attempt) {
        var place = new InstallationKey(workspace, key);
        return holds.find(place)
                .orElseGet(Future::succeededFuture)
                .compose(free -> cache.find(workspace, key))
                .compose(found -> {
                    var stored = serving(found, key);
                    requireServedHere(key);
                    return instance(stored)
                            .compose(running ->
                                    started(stored, running).compose(ready -> unlessHeld(place, running, work)))
                            .recover(failure -> isReplaced(failure) && attempt < ATTEMPTS
                                    ? use(workspace, key, work, attempt + 1)
                                    : lost(stored, failure));
                });
    }

    // It may be held since this call looked; what it has not begun may wait.
    private <T> Future<T> unlessHeld(
            InstallationKey place, RunningExtension running, Function<RunningExtension, Future<T>> work) {
        return holds.find(place).isPresent() ? Future.failedFuture(new StaleInstanceException()) : work.apply(running);
    }

    private void requireServedHere(String key) {
        if (without.includes(key)) {
            throw ExtensionError.FAILED.because(notServedHere(key));
        }
    }

    private static String notServedHere(String key) {
        return "The extension " + key + " does not run: the server was started with --without-extensions.";
    }

    // Between the look-up and the call.
    private static boolean isReplaced(Throwable failure) {
        return failure instanceof StaleInstanceException
                || failure instanceof ExtensionFailure other && other.kind() == Kind.STOPPED;
    }

    /**
     * Starts the extension and notes how that went; gives the installation as it is then. That the extension does not
     * start is no failure here.
     */
    public Future<Installation> start(StoredInstallation stored) {
        if (without.includes(stored.installation().extensionKey())) {
            return Future.succeededFuture(stored.installation());
        }
        return instance(stored)
                .compose(running -> noteStarted(stored, running))
                .recover(failure -> isFinal(failure) ? failed(stored, failure) : later(stored, failure));
    }

    /** Something was committed that needs no other instance. */
    public void forget(WorkspaceId workspace) {
        cache.invalidate(workspace);
    }

    /** A change was committed: forgets what was known, and begins to stop what should not run any more. */
    public void changed(WorkspaceId workspace, String extensionKey) {
        cache.invalidate(workspace);
        instances.retire(workspace, extensionKey);
    }

    /** A workspace was deleted: the same for all that was in it. */
    public void gone(WorkspaceId workspace) {
        cache.invalidate(workspace);
        instances.retireAll(workspace);
    }

    /** Completes when nothing runs any more that {@link #changed} was to stop; whatever happens to it there. */
    public Future<Void> stopped(WorkspaceId workspace, String extensionKey) {
        return instances.stopped(workspace, extensionKey);
    }

    /** How the calls of the extension stand on this node. */
    public CallStatistics calls(WorkspaceId workspace, String extensionKey) {
        return instances
                .find(workspace, extensionKey)
                .map(RunningExtension::standing)
                .orElse(CallStatistics.NONE);
    }

    /**
     * What the extension says is wrong with it, where it runs on this node; nothing when all is well or it does not run.
     * Known soon, whatever it does.
     */
    public Future<Optional<String>> complaint(WorkspaceId workspace, String extensionKey) {
        return instances
                .find(workspace, extensionKey)
                .map(RunningExtension::recentHealth)
                .orElse(Future.succeededFuture(Optional.empty()))
                .timeout(HEALTH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Optional.of(Health.down("It does not say how it is.")))
                .compose(health -> health.filter(said -> said.status() != Health.Status.UP)
                        .map(said -> cache.find(workspace, extensionKey)
                                .map(found -> found.map(
                                        stored -> statusWriter.withoutSecrets(stored, String.valueOf(said.reason())))))
                        .orElse(Future.succeededFuture(Optional.empty())));
    }

    /** How many installations of each extension are left alone at the moment; those that are not are left out. */
    public Map<String, Long> resting() {
        return instances.counted(running -> running.standing().rest().isPresent());
    }

    /** Follows what other nodes change. */
    public void follow(Event event) {
        if (event.type().startsWith("extension.") && event.subject() != null) {
            event.workspace().ifPresent(workspace -> {
                cache.invalidate(workspace);
                reconcile(workspace, event.subject());
            });
        } else if (event.type().equals("workspace.deleted")) {
            gone(event.workspace().orElseGet(() -> subject(event)));
        }
    }

    /** Stops the instance that should not run any more; one of the present generation stays. */
    private void reconcile(WorkspaceId workspace, String extensionKey) {
        if (!instances.hasAny(workspace, extensionKey)) {
            return;
        }
        cache.find(workspace, extensionKey)
                .onFailure(failure -> LOG.warn(
                        "Cannot find out whether {} is to run in workspace {}", extensionKey, workspace, failure))
                .onSuccess(found -> {
                    if (found.filter(now -> now.installation().isActive() && instances.has(now.installation()))
                            .isEmpty()) {
                        instances.retire(workspace, extensionKey);
                    }
                });
    }

    /** Stops what nobody has needed for so long; whoever needs it next has it started again. */
    public Future<Void> sleep(Duration time) {
        instances.retireIdle(time);
        return Future.succeededFuture();
    }

    public Future<Void> stopAll() {
        return instances.stopAll();
    }

    private static WorkspaceId subject(Event event) {
        return new WorkspaceId(UUID.fromString(event.subject()));
    }

    private static StoredInstallation serving(Optional<StoredInstallation> found, String key) {
        var stored = found.orElseThrow(() ->
                ExtensionError.NOT_INSTALLED.because("The extension " + key + " is not installed in this workspace."));
        return switch (stored.installation().state()) {
            case ACTIVE -> stored;
            case DISABLED ->
                throw ExtensionError.DISABLED.because("The extension " + key + " is disabled in this workspace.");
            case FAILED -> throw failedProblem(stored.installation());
            case INSTALLING, UPGRADING, UNINSTALLING ->
                throw ExtensionError.FAILED.because("The extension " + key + " is "
                        + stored.installation().state() + " in this workspace; try again in a moment.");
        };
    }

    private static RuntimeException failedProblem(Installation installation) {
        var ready = installation.ready();
        return ExtensionError.FAILED.because("The extension " + installation.extensionKey()
                + " has failed in this workspace: " + ready.reason() + ". " + ready.message());
    }

    /** The instance; fails as outdated when the installation changed before the instance could be known of. */
    private Future<RunningExtension> instance(StoredInstallation stored) {
        var installation = stored.installation();
        if (instances.has(installation)) {
            return instances.of(stored);
        }
        var opened = instances.of(stored);
        return cache.find(installation.workspace(), installation.extensionKey()).compose(now -> {
            if (now.filter(present -> isSame(present.installation(), installation))
                    .isPresent()) {
                return opened;
            }
            instances.retire(installation);
            return Future.failedFuture(new StaleInstanceException());
        });
    }

    private static boolean isSame(Installation present, Installation known) {
        return present.isActive() && present.id().equals(known.id()) && present.generation() == known.generation();
    }

    private Future<Void> started(StoredInstallation stored, RunningExtension running) {
        var started = running.start();
        return stored.installation().ready().status() == Condition.Status.TRUE
                ? started
                : started.onSuccess(ready -> noteStarted(stored, running)
                        .onFailure(failure -> LOG.warn(
                                "Cannot note that {} has started",
                                stored.installation().extensionKey(),
                                failure)));
    }

    private Future<Installation> noteStarted(StoredInstallation stored, RunningExtension running) {
        return running.eventHandlers().compose(handlers -> statusWriter.started(stored, handlers));
    }

    /** Notes which handlers of events the extension has, unless it is about to be replaced. */
    Future<Void> noteHandlers(WorkspaceId workspace, String key) {
        return cache.find(workspace, key).compose(found -> {
            var stored = serving(found, key);
            return instance(stored)
                    .compose(running -> noteStarted(stored, running))
                    .mapEmpty();
        });
    }

    private <T> Future<T> lost(StoredInstallation stored, Throwable failure) {
        return isFinal(failure)
                ? failed(stored, failure)
                        .compose(after -> Future.failedFuture(after.isActive() ? failure : failedProblem(after)))
                : Future.failedFuture(failure);
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof ExtensionFailure extension && FINAL.containsKey(extension.kind());
    }

    private Future<Installation> failed(StoredInstallation stored, Throwable failure) {
        var installation = stored.installation();
        var reason = FINAL.get(((ExtensionFailure) failure).kind());
        return statusWriter
                .failed(stored, reason, failure.getMessage())
                .onSuccess(after -> reconcile(installation.workspace(), installation.extensionKey()));
    }

    /** It was not the extension's fault, so whoever needs it next tries again. */
    private Future<Installation> later(StoredInstallation stored, Throwable failure) {
        if (!isReplaced(failure)) {
            LOG.warn("Cannot start {} at the moment", stored.installation().extensionKey(), failure);
        }
        return cache.find(
                        stored.installation().workspace(), stored.installation().extensionKey())
                .map(found -> found.map(StoredInstallation::installation).orElse(stored.installation()));
    }
}
