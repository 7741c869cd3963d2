package dev.guildhall.host;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.security.Cause;
import dev.guildhall.host.ExecutionLimits.Times;
import dev.guildhall.host.ExtensionCall.Order;
import dev.guildhall.host.ExtensionFailure.Kind;
import dev.guildhall.spi.Caller;
import dev.guildhall.spi.ChatUsage;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.Health;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.Upgrade;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An extension's object, what is there for it only, and the calls into it. Each answers on the context that it is given.
 *
 * @param label the extension and its workspace, for people
 * @param grants what the workspace granted to the extension
 * @param extension null when it could not even be made
 */
record ExtensionInstance(
        String label,
        Times times,
        LoadedArtifact artifact,
        InstallationExecutor installation,
        HostBridge bridge,
        Registrations registrations,
        Grants grants,
        WorkspaceContext workspace,
        WorkspaceExtension extension) {

    static final int MAX_RESULT = 4 * 1024 * 1024;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** An order of the host itself, by nobody's request. */
    static <R, T> Order<R, T> order(String what, Duration timeout, Function<R, T> detach, Callable<Future<R>> code) {
        return new Order<>(what, CallChain.from(what, Cause.NONE, Instant.now().plus(timeout)), timeout, code, detach);
    }

    Future<Void> installed(Context context) {
        return hook("The first preparation by ", context, () -> extension.installed(workspace));
    }

    Future<Void> upgraded(String fromVersion, Context context) {
        return hook("The take-over by ", context, () -> extension.upgraded(workspace, new FormerVersion(fromVersion)));
    }

    private record FormerVersion(String fromVersion) implements Upgrade {}

    Future<Void> uninstalling(boolean keepsData, Context context) {
        return hook("The farewell of ", context, () -> extension.uninstalling(workspace, keepsData));
    }

    /** What it refuses here is no caller's concern, so that it is a failure like any other. */
    private Future<Void> hook(String what, Context context, Callable<Future<Void>> code) {
        var order = ExtensionInstance.<Void, Void>order(what + label, times.start(), done -> null, code);
        return installation
                .force(order, context)
                .recover(failure -> Future.failedFuture(
                        failure instanceof Problem refused
                                ? new ExtensionFailure(Kind.THREW, order.what() + " failed: " + refused.getMessage())
                                : failure));
    }

    Future<Health> health(Context context) {
        return installation.force(
                order("The health of " + label, times.stop(), DefensiveCopy::of, extension::health), context);
    }

    Future<Void> stop(Context context) {
        return extension == null
                ? Future.succeededFuture()
                : installation.force(
                        order("The stop of " + label, times.stop(), done -> null, extension::stop), context);
    }

    <T> Future<T> invoke(CapabilityRequest request, Function<JsonObject, T> make, Context context) {
        var handler = registrations.capability(request.key(), request.version());
        if (handler.isEmpty()) {
            return Future.failedFuture(new IllegalArgumentException(
                    label + " does not provide " + request.key() + " " + request.version()));
        }
        var refusal = refusal(request);
        if (refusal.isPresent()) {
            return Future.failedFuture(refusal.get());
        }
        var chain = request.chain().atLeast(times.least());
        var invocation = new HandedInvocation(request.in(chain), told(request.caller()));
        var order = new Order<JsonObject, T>(
                request.key() + " of " + label,
                chain,
                timeLeft(chain),
                () -> handler.get().invoke(invocation),
                result -> make.apply(DefensiveCopy.of(result, MAX_RESULT)));
        return installation.call(order, context);
    }

    private Optional<Problem> refusal(CapabilityRequest request) {
        return registrations
                .needed(request.key(), request.version())
                .filter(permission -> !request.chain().allows(permission))
                .map(permission -> CommonError.ACCESS_DENIED.because(request.key() + " needs the permission "
                        + permission + ", which whoever calls it does not have."));
    }

    /** @param items takes copies, on the context */
    Future<Void> stream(CapabilityRequest request, Function<JsonObject, Future<Void>> items, Context context) {
        var handler = registrations.stream(request.key());
        if (handler.isEmpty()) {
            return Future.failedFuture(new IllegalArgumentException(label + " does not stream " + request.key()));
        }
        var refusal = refusal(request);
        if (refusal.isPresent()) {
            return Future.failedFuture(refusal.get());
        }
        var invocation = new HandedInvocation(request, told(request.caller()));
        var order = new Order<Void, Void>(
                "The stream " + request.key() + " of " + label,
                request.chain(),
                timeLeft(request.chain()),
                () -> handler.get().stream(invocation, new HandedStream(bridge, Execution.currentCall(), items)),
                done -> null);
        return installation.callAtLeisure(order, context);
    }

    /** @param parts takes copies, on the context */
    Future<ChatUsage> answer(ChatCall question, Function<ChatPart, Future<Void>> parts, Context context) {
        var model = registrations.chatModel(question.provider());
        if (model.isEmpty()) {
            return Future.failedFuture(
                    new IllegalArgumentException(label + " has no chat models of " + question.provider()));
        }
        var chat = new HandedChat(question, told(question.caller()));
        var order = new Order<ChatUsage, ChatUsage>(
                "An answer of " + question.provider() + " by " + label,
                question.chain(),
                timeLeft(question.chain()),
                () -> model.get().answer(chat, new HandedChat.Parts(bridge, Execution.currentCall(), parts)),
                Objects::requireNonNull);
        return installation.callAtLeisure(order, context);
    }

    private Caller told(Caller caller) {
        return grants.include(Grants.MEMBERS_READ) ? caller : KnownCaller.withoutAddress(caller);
    }

    Map<String, TypePattern> eventHandlers() {
        return registrations.reactions().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, named -> named.getValue().types()));
    }

    Future<Void> deliver(String handler, Event event, Cause cause, Context context) {
        var reaction = registrations.reactions().get(handler);
        if (reaction == null) {
            return Future.failedFuture(new IllegalArgumentException(label + " has no handler " + handler));
        }
        var chain = CallChain.from(event.id(), cause, Instant.now().plus(times.background()));
        var order = new Order<Void, Void>(
                "Event " + event.type() + " " + event.id() + " for " + label,
                chain,
                times.background(),
                () -> reaction.handler().handle(DeliveredEvent.copyOf(event)),
                done -> null);
        return installation.call(order, context);
    }

    Future<Void> run(DueJob due, Context context) {
        var handler = registrations.job(due.jobId());
        if (handler.isEmpty()) {
            return Future.failedFuture(new IllegalArgumentException(label + " has no job " + due.jobId()));
        }
        var order = new Order<Void, Void>(
                "Job " + due.jobId() + " of " + label,
                due.chain(),
                timeLeft(due.chain()),
                () -> handler.get().run(due),
                done -> null);
        return installation.call(order, context);
    }

    Future<RouteMatch> webhook(String path) {
        return registrations
                .webhook(path)
                .map(Future::succeededFuture)
                .orElseGet(() -> CommonError.NOT_FOUND
                        .because("The extension takes no webhooks here.")
                        .asFuture());
    }

    Future<RouteMatch> route(HttpVerb method, String path) {
        var found = registrations.route(method, path);
        if (found.isPresent()) {
            return Future.succeededFuture(found.get());
        }
        var others = registrations.methodsAt(path);
        return others.isEmpty()
                ? CommonError.NOT_FOUND
                        .because("The extension serves nothing here.")
                        .asFuture()
                : CommonError.METHOD_NOT_ALLOWED
                        .because("The extension does not take " + method + " here; it takes "
                                + String.join(", ", names(others)) + ".")
                        .withAllowed(names(others))
                        .asFuture();
    }

    private static List<String> names(Set<HttpVerb> methods) {
        return methods.stream().map(HttpVerb::name).toList();
    }

    Future<RouteResponse> serve(RouteMatch route, IncomingRequest request, CallChain chain, Context context) {
        var complete = request.to(route, told(request.caller()));
        var order = new Order<RouteResponse, RouteResponse>(
                request.method() + " " + route.template() + " of " + label,
                chain.atLeast(times.least()),
                timeLeft(chain.atLeast(times.least())),
                () -> route.handler().handle(complete),
                DefensiveCopy::of);
        return installation.call(order, context);
    }

    private static Duration timeLeft(CallChain chain) {
        var left = Duration.between(Instant.now(), chain.deadline());
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }
}
