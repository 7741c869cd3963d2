package dev.guildhall.host;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.host.ExtensionCall.Order;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.Caller;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.Invocation;
import dev.guildhall.spi.RouteRequest;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private static final int MAX_RESULT = 4 * 1024 * 1024;
    private static final Set<ErrorKind> PASSING = Set.of(ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT);
    private static final long START_PAUSE_MILLIS = 500;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Vertx vertx;
    private final LoadedArtifacts artifacts;
    private final ExtensionExecutor executor;
    private final ExtensionArtifact artifact;
    private final InstallationServices services;
    private final String label;

    private volatile Instance serving;
    private Future<Void> started;
    private Future<Void> stopped;

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

    /** The extension's object, and what is there for it only. */
    private record Instance(
            LoadedArtifact artifact,
            InstallationExecutor installation,
            HostBridge bridge,
            Registrations registrations,
            WorkspaceExtension extension) {}

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
        var installation =
                new InstallationExecutor(executor, loaded.threads(), manifest.id(), services.workspaceKey(), logger);
        var bridge = new HostBridge(installation, home, limits.places().outstanding());
        var workspace =
                new GuardedWorkspace(services, manifest, bridge, limits.times().background(), logger);
        var registrations = new Registrations(manifest);
        var made = Promise.<WorkspaceExtension>promise();
        var start = lifeCycle("The start of ", limits.times().start(), () -> {
            var extension = loaded.newInstance();
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
                    var instance = new Instance(
                            loaded,
                            installation,
                            bridge,
                            registrations,
                            made.future().result());
                    if (begun.failed()) {
                        return end(instance, home).transform(ended -> startFailed(begun.cause()));
                    }
                    serving = instance;
                    LOG.info("Started {}", label);
                    return Future.succeededFuture();
                });
    }

    private Future<Void> startFailed(Throwable cause) {
        if (cause instanceof Problem problem && PASSING.contains(problem.code().kind())) {
            return failed(Kind.START_POSTPONED, label + " could not start yet: " + problem.getMessage());
        }
        return Future.failedFuture(new ExtensionFailure(
                Kind.START_FAILED, label + " could not start: " + cause.getMessage(), DefensiveCopy.of(cause)));
    }

    /**
     * Calls a capability. The input is valid and belongs to the extension from now on; the result is JSON, but not
     * checked further.
     */
    public Future<JsonObject> invoke(String capabilityKey, JsonObject input, Caller caller, CallChain chain) {
        return invoke(capabilityKey, input, caller, chain, Function.identity());
    }

    /**
     * The same, with something made of the result where the extension runs and not on an event loop. What that throws as
     * a {@link dev.guildhall.core.error.Problem} fails the call.
     */
    public <T> Future<T> invoke(
            String capabilityKey, JsonObject input, Caller caller, CallChain chain, Function<JsonObject, T> make) {
        if (chain.isTooLong()) {
            return failed(
                    Kind.CALLED_IN_CIRCLES,
                    "Extensions call each other on and on: " + String.join(" > ", chain.extensions()));
        }
        return whileServing((instance, context) -> {
            var handler = instance.registrations().capability(capabilityKey);
            if (handler.isEmpty()) {
                return Future.failedFuture(new IllegalArgumentException(label + " does not provide " + capabilityKey));
            }
            var invocation = new Invocation(capabilityKey, input, caller, chain.requestId(), chain.deadline());
            var order = new Order<JsonObject, T>(
                    capabilityKey + " of " + label,
                    chain,
                    timeLeft(chain),
                    () -> handler.get().invoke(invocation),
                    result -> make.apply(DefensiveCopy.of(result, MAX_RESULT)));
            return instance.installation().call(order, context);
        });
    }

    /** Which handlers of events it registered, by their names, and what each is for. */
    public Future<Map<String, TypePattern>> eventHandlers() {
        return whileServing((instance, context) ->
                Future.succeededFuture(instance.registrations().reactions().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, named -> named.getValue().types()))));
    }

    /** Delivers an event to one of its handlers; completes when that is done with it. */
    public Future<Void> deliver(String handler, Event event) {
        return whileServing((instance, context) -> {
            var reaction = instance.registrations().reactions().get(handler);
            if (reaction == null) {
                return Future.failedFuture(new IllegalArgumentException(label + " has no handler " + handler));
            }
            var timeout = executor.limits().times().background();
            var chain = CallChain.from(event.id(), Instant.now().plus(timeout));
            var what = "Event " + event.type() + " " + event.id() + " for " + label;
            var order = new Order<Void, Void>(
                    what, chain, timeout, () -> reaction.handler().handle(copyOf(event)), done -> null);
            return instance.installation().call(order, context);
        });
    }

    private static Event copyOf(Event event) {
        return new Event(
                event.id(),
                event.source(),
                event.type(),
                event.subject(),
                event.time(),
                event.sequence(),
                event.workspaceId(),
                event.actor(),
                event.data().copy());
    }

    /**
     * Finds the route for a request; {@code path} is as in the URL, below the extension's prefix. Fails with
     * {@code RESOURCE.NOT_FOUND} or {@code REQUEST.METHOD_NOT_ALLOWED} when there is none.
     */
    public Future<RouteMatch> route(HttpVerb method, String path) {
        return whileServing((instance, context) -> {
            var found = instance.registrations().route(method, path);
            if (found.isPresent()) {
                return Future.succeededFuture(found.get());
            }
            var others = instance.registrations().methodsAt(path);
            return others.isEmpty()
                    ? CommonError.NOT_FOUND
                            .because("The extension serves nothing here.")
                            .asFuture()
                    : CommonError.METHOD_NOT_ALLOWED
                            .because("The extension does not take " + method + " here; it takes "
                                    + String.join(", ", names(others)) + ".")
                            .withAllowed(names(others))
                            .asFuture();
        });
    }

    private static List<String> names(Set<HttpVerb> methods) {
        return methods.stream().map(HttpVerb::name).toList();
    }

    /** Has a request answered by a route of {@link #route}, for a caller who holds its permission. */
    public Future<RouteResponse> serve(RouteMatch route, RouteRequest request) {
        return whileServing((instance, context) -> {
            var chain = CallChain.from(request.requestId(), request.deadline());
            var complete = new RouteRequest(
                    request.method(),
                    request.path(),
                    route.pathParameters(),
                    request.queryParameters(),
                    request.headers(),
                    request.body(),
                    request.caller(),
                    request.requestId(),
                    request.deadline());
            var order = new Order<RouteResponse, RouteResponse>(
                    request.method() + " " + route.template() + " of " + label,
                    chain,
                    timeLeft(chain),
                    () -> route.handler().handle(complete),
                    DefensiveCopy::of);
            return instance.installation().call(order, context);
        });
    }

    private <T> Future<T> whileServing(BiFunction<Instance, Context, Future<T>> use) {
        var context = vertx.getOrCreateContext();
        var instance = serving;
        if (instance != null) {
            return use.apply(instance, context);
        }
        return start().compose(started -> {
            var now = serving;
            return now == null ? failed(Kind.STOPPED, label + " has stopped") : use.apply(now, context);
        });
    }

    private static Duration timeLeft(CallChain chain) {
        var left = Duration.between(Instant.now(), chain.deadline());
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
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

    private Future<Void> drain(Instance instance, Context context) {
        var patience = executor.limits().times().stop();
        var tooLong = vertx.timer(patience.toMillis(), TimeUnit.MILLISECONDS);
        tooLong.onSuccess(late -> LOG.warn("Calls of {} still run after {}", label, patience));
        return Future.any(instance.installation().idle(context), tooLong)
                .onComplete(drained -> tooLong.cancel())
                .transform(drained -> end(instance, context))
                .onSuccess(ended -> LOG.info("Stopped {}", label));
    }

    private Future<Void> end(Instance instance, Context context) {
        return stopCode(instance, context).transform(quiet -> {
            instance.bridge().close();
            instance.installation().refuse(Kind.STOPPED, label + " has stopped");
            return artifacts.release(instance.artifact());
        });
    }

    private Future<Void> stopCode(Instance instance, Context context) {
        if (instance.extension() == null) {
            return Future.succeededFuture();
        }
        var stop = lifeCycle(
                "The stop of ",
                executor.limits().times().stop(),
                () -> instance.extension().stop());
        return instance.installation()
                .force(stop, context)
                .onFailure(failure -> LOG.warn("{} did not stop cleanly: {}", label, failure.getMessage()));
    }

    private Order<Void, Void> lifeCycle(String what, Duration timeout, Callable<Future<Void>> code) {
        var chain = CallChain.from(label, Instant.now().plus(timeout));
        return new Order<>(what + label, chain, timeout, code, done -> null);
    }

    private static <T> Future<T> failed(Kind kind, String message) {
        return Future.failedFuture(new ExtensionFailure(kind, message));
    }
}
