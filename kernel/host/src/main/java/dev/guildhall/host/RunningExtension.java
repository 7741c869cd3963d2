package dev.guildhall.host;

import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.ChatUsage;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.Health;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One installation's extension, in this process. It costs next to nothing until it is used for the first time; then its
 * classes are loaded and it is started, once, however many ask at the same time. A configuration or version that changed
 * needs another one of these.
 *
 * <p>All methods may be called on any event loop and answer on it. They fail with a
 * {@link dev.guildhall.core.error.Problem} for what the extension answered on purpose, and with an
 * {@link ExtensionFailure} when it failed. After {@code LOAD_FAILED}, {@code START_FAILED} or {@code SWITCHED_OFF} every
 * call fails the same way.
 */
public final class RunningExtension {

    private static final Logger LOG = LoggerFactory.getLogger(RunningExtension.class);
    private static final Set<ErrorKind> PASSING = Set.of(ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT);
    private static final long START_PAUSE_MILLIS = 500;
    private static final Duration HEALTH_KNOWN = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final LoadedArtifacts artifacts;
    private final ExtensionExecutor executor;
    private final ExtensionArtifact artifact;
    private final InstallationServices services;
    private final String label;

    private volatile ExtensionInstance serving;
    private volatile long used = System.nanoTime();
    private Future<Void> started;
    private Future<Void> stopped;
    private Future<Health> health;
    private long healthAsked;

    RunningExtension(
            Vertx vertx,
            LoadedArtifacts artifacts,
            ExtensionExecutor executor,
            ExtensionArtifact artifact,
            InstallationServices services) {
        this.vertx = vertx;
        this.artifacts = artifacts;
        this.executor = executor;
        this.artifact = artifact;
        this.services = services;
        this.label = artifact.manifest().label() + " in workspace " + services.workspaceKey();
    }

    /** Loads and starts the extension, unless it is already; completes when it serves. */
    public Future<Void> start() {
        Promise<Void> outcome;
        synchronized (this) {
            if (stopped != null) {
                return failed(Kind.STOPPED, label + " has stopped");
            }
            if (started != null) {
                return started;
            }
            outcome = Promise.promise();
            started = outcome.future();
        }
        artifacts
                .acquire(artifact)
                .compose(loaded -> start(loaded, vertx.getOrCreateContext()))
                .onFailure(this::forgetIfPassing)
                .onComplete(outcome);
        return outcome.future();
    }

    // What says nothing about the extension is tried again by the next call, though not by each of many at once.
    private void forgetIfPassing(Throwable failure) {
        if (!(failure instanceof ExtensionFailure fault)) {
            forgetStart();
        } else if (fault.kind() == Kind.START_POSTPONED) {
            vertx.setTimer(START_PAUSE_MILLIS, later -> forgetStart());
        }
    }

    private synchronized void forgetStart() {
        if (stopped == null) {
            started = null;
        }
    }

    private Future<Void> start(LoadedArtifact loaded, Context home) {
        var limits = executor.limits();
        var manifest = artifact.manifest();
        var logger = new ExtensionLogger(services, manifest.id());
        var installation = new InstallationExecutor(
                executor, loaded.threads(), manifest.id(), services.workspaceKey(), logger, services::fuse);
        var bridge = new HostBridge(installation, home, limits.places().outstanding());
        var workspace = new GuardedWorkspace(services, manifest, bridge, limits, logger);
        var registrations = new Registrations(manifest);
        var made = Promise.<WorkspaceExtension>promise();
        var start = ExtensionInstance.<Void, Void>order(
                "The start of " + label, limits.times().start(), done -> null, () -> {
                    var extension = loaded.newInstance(services);
                    made.complete(extension);
                    return extension.start(workspace, registrations);
                });
        return installation
                .force(start, home)
                .compose(begun -> {
                    registrations.complete();
                    return Future.succeededFuture();
                })
                .transform(begun -> {
                    var instance = new ExtensionInstance(
                            label,
                            limits.times(),
                            loaded,
                            installation,
                            bridge,
                            registrations,
                            new Grants(services.grantedPermissions()),
                            workspace,
                            made.future().result());
                    return prepared(begun, instance, home)
                            .onSuccess(ready -> {
                                serving = instance;
                                LOG.info("Started {}", label);
                            })
                            .recover(failure -> end(instance, home).transform(ended -> startFailed(failure)));
                });
    }

    private Future<Void> prepared(AsyncResult<?> begun, ExtensionInstance instance, Context home) {
        if (begun.failed()) {
            return Future.failedFuture(begun.cause());
        }
        return services.isNew() ? instance.installed(home) : Future.succeededFuture();
    }

    private Future<Void> startFailed(Throwable cause) {
        if (cause instanceof Problem problem && PASSING.contains(problem.code().kind())) {
            return failed(Kind.START_POSTPONED, label + " could not start yet: " + problem.getMessage());
        }
        return Future.failedFuture(new ExtensionFailure(
                Kind.START_FAILED, label + " could not start: " + cause.getMessage(), DefensiveCopy.of(cause)));
    }

    /** Has the extension, started but not yet serving, take over from another version. */
    public Future<Void> upgraded(String fromVersion) {
        return whileServing((instance, context) -> instance.upgraded(fromVersion, context));
    }

    /** Has the extension say goodbye before it is stopped for good. */
    public Future<Void> uninstalling(boolean keepsData) {
        return whileServing((instance, context) -> instance.uninstalling(keepsData, context));
    }

    /** How the extension finds itself; down, with the reason, when it does not say so. */
    public Future<Health> health() {
        return orDown(whileServing(ExtensionInstance::health));
    }

    private static Future<Health> orDown(Future<Health> said) {
        return said.otherwise(failure -> Health.down(String.valueOf(failure.getMessage())));
    }

    /**
     * The same as it was within the last ten seconds, for whoever only looks; empty where it does not run. That it is
     * asked keeps it from no sleep.
     */
    public Future<Optional<Health>> recentHealth() {
        var instance = serving;
        if (instance == null) {
            return Future.succeededFuture(Optional.empty());
        }
        var here = ((VertxInternal) vertx).getOrCreateContext().<Optional<Health>>promise();
        askedHealth(instance).map(Optional::of).onComplete(here);
        return here.future();
    }

    private synchronized Future<Health> askedHealth(ExtensionInstance instance) {
        var now = System.nanoTime();
        if (health == null || now - healthAsked >= HEALTH_KNOWN.toNanos()) {
            healthAsked = now;
            health = orDown(instance.health(vertx.getOrCreateContext()));
        }
        return health;
    }

    /** Calls a capability; the result is JSON, but not checked further. */
    public Future<JsonObject> invoke(CapabilityRequest request) {
        return invoke(request, Function.identity());
    }

    /**
     * The same, with something made of the result where the extension runs and not on an event loop. What that throws as
     * a {@link dev.guildhall.core.error.Problem} fails the call.
     */
    public <T> Future<T> invoke(CapabilityRequest request, Function<JsonObject, T> make) {
        if (request.chain().isTooLong()) {
            return calledInCircles(request);
        }
        return whileServing((instance, context) -> instance.invoke(request, make, context));
    }

    /**
     * Calls a capability whose result comes in a stream; completes after the last item.
     *
     * @param items takes each on the event loop; the next comes when it has
     */
    public Future<Void> stream(CapabilityRequest request, Function<JsonObject, Future<Void>> items) {
        return request.chain().isTooLong()
                ? calledInCircles(request)
                : whileServing((instance, context) -> instance.stream(request, items, context));
    }

    /**
     * Asks a chat model; completes after the last part, with what the answer took.
     *
     * @param parts takes each on the event loop; the next comes when it has
     */
    public Future<ChatUsage> answer(ChatCall question, Function<ChatPart, Future<Void>> parts) {
        return whileServing((instance, context) -> instance.answer(question, parts, context));
    }

    private static <T> Future<T> calledInCircles(CapabilityRequest request) {
        return failed(
                Kind.CALLED_IN_CIRCLES,
                "Extensions call each other on and on: "
                        + String.join(" > ", request.chain().extensions()));
    }

    /** Which handlers of events it registered, by their names, and what each is for. */
    public Future<Map<String, TypePattern>> eventHandlers() {
        return whileServing((instance, context) -> Future.succeededFuture(instance.eventHandlers()));
    }

    /**
     * Delivers an event to one of its handlers; completes when that is done with it.
     *
     * @param cause what the handler's deeds follow from
     */
    public Future<Void> deliver(String handler, Event event, Cause cause) {
        return whileServing((instance, context) -> instance.deliver(handler, event, cause, context));
    }

    /**
     * Finds the route for a request; {@code path} is as in the URL, below the extension's prefix. Fails with
     * {@code RESOURCE.NOT_FOUND} or {@code REQUEST.METHOD_NOT_ALLOWED} when there is none.
     */
    public Future<RouteMatch> route(HttpVerb method, String path) {
        return whileServing((instance, context) -> instance.route(method, path));
    }

    /** The same for a webhook that its sender has signed. */
    public Future<RouteMatch> webhook(String path) {
        return whileServing((instance, context) -> instance.webhook(path));
    }

    /** What a caller of a route of {@link #route} must hold. */
    public NeededPermission needed(RouteMatch route) {
        return artifact.manifest().needed(route.permission());
    }

    /** Has it do a job that is due; completes when that is done. */
    public Future<Void> run(DueJob due) {
        return whileServing((instance, context) -> instance.run(due, context));
    }

    /** Has a request answered by a route of {@link #route}, for a caller who holds its permission. */
    public Future<RouteResponse> serve(RouteMatch route, IncomingRequest request, CallChain chain) {
        return whileServing((instance, context) -> instance.serve(route, request, chain, context));
    }

    private <T> Future<T> whileServing(BiFunction<ExtensionInstance, Context, Future<T>> use) {
        var context = vertx.getOrCreateContext();
        var instance = serving;
        used = System.nanoTime();
        if (instance != null) {
            return use.apply(instance, context);
        }
        return start().compose(started -> {
            var now = serving;
            return now == null ? failed(Kind.STOPPED, label + " has stopped") : use.apply(now, context);
        });
    }

    /** How its calls stand. */
    public CallStatistics standing() {
        var instance = serving;
        return instance == null ? CallStatistics.NONE : instance.installation().statistics();
    }

    /** How many of its calls have begun and not ended. */
    public int outstanding() {
        var instance = serving;
        return instance == null ? 0 : instance.installation().outstanding();
    }

    /** Completes as soon as none of its calls is under way; it serves all the same. */
    public Future<Void> idle() {
        var instance = serving;
        return instance == null
                ? Future.succeededFuture()
                : instance.installation().idle(vertx.getOrCreateContext());
    }

    /** Whether nobody has needed it for so long, and none of its calls is under way. */
    public boolean isIdleFor(Duration time) {
        return System.nanoTime() - used >= time.toNanos() && outstanding() == 0;
    }

    /**
     * Refuses calls from now on, lets those that run come to an end, stops the extension, and unloads its classes when
     * no other installation needs them. Completes when all that is over; a failure of the extension's own stop is logged
     * only, for nothing of it stays anyway.
     */
    public Future<Void> stop() {
        Promise<Void> outcome;
        Future<Void> before;
        synchronized (this) {
            if (stopped != null) {
                return stopped;
            }
            outcome = Promise.promise();
            stopped = outcome.future();
            before = started == null ? Future.succeededFuture() : started;
        }
        var context = vertx.getOrCreateContext();
        before.transform(ready -> {
                    var instance = serving;
                    serving = null;
                    return instance == null ? Future.succeededFuture() : drain(instance, context);
                })
                .onComplete(outcome);
        return outcome.future();
    }

    private Future<Void> drain(ExtensionInstance instance, Context context) {
        var patience = executor.limits().times().stop();
        var tooLong = vertx.timer(patience.toMillis(), TimeUnit.MILLISECONDS);
        tooLong.onSuccess(late -> LOG.warn("Calls of {} still run after {}", label, patience));
        return Future.any(instance.installation().idle(context), tooLong)
                .onComplete(drained -> tooLong.cancel())
                .transform(drained -> end(instance, context))
                .onSuccess(ended -> LOG.info("Stopped {}", label));
    }

    private Future<Void> end(ExtensionInstance instance, Context context) {
        return instance.stop(context)
                .onFailure(failure -> LOG.warn("{} did not stop cleanly: {}", label, failure.getMessage()))
                .transform(quiet -> {
                    instance.bridge().close();
                    instance.installation().refuse(Kind.STOPPED, label + " has stopped");
                    return artifacts.release(instance.artifact());
                });
    }

    private static <T> Future<T> failed(Kind kind, String message) {
        return Future.failedFuture(new ExtensionFailure(kind, message));
    }
}
