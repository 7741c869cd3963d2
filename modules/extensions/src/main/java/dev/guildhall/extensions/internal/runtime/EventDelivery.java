package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.DurableSubscribers.NotNowException;
import dev.guildhall.events.DurableSubscribers.Recipient;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.RunningExtension;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Brings the events of a workspace to the handlers of its extensions. */
public final class EventDelivery implements DurableSubscribers.Delivery {

    private static final Duration NOT_SERVED = Duration.ofSeconds(10);
    private static final Duration HANDLERS_CHANGE = Duration.ofSeconds(1);

    private final InstallationCache cache;
    private final Catalogue catalogue;
    private final ExtensionRuntime runtime;
    private final Tracing tracing;

    public EventDelivery(InstallationCache cache, Catalogue catalogue, ExtensionRuntime runtime, Tracing tracing) {
        this.cache = cache;
        this.catalogue = catalogue;
        this.runtime = runtime;
        this.tracing = tracing;
    }

    @Override
    public Future<Boolean> wants(Recipient by, Event event) {
        return by.isWhole()
                ? anyWants(workspace(by), by.subscriber(), event.type())
                : Future.succeededFuture(types(by.handler()).matches(event.type()));
    }

    // Extensions are installed in workspaces alone, and subscribe there.
    private static WorkspaceId workspace(Recipient recipient) {
        return (WorkspaceId) recipient.tenant();
    }

    private Future<Boolean> anyWants(WorkspaceId workspace, String extensionKey, String type) {
        return cache.find(workspace, extensionKey)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(false)
                        : catalogue
                                .manifest(
                                        extensionKey, found.get().installation().version())
                                .map(manifest ->
                                        manifest.consumesEvents().stream().anyMatch(pattern -> pattern.matches(type))));
    }

    private static TypePattern types(String handler) {
        var number = handler.indexOf('#');
        return new TypePattern(number < 0 ? handler : handler.substring(0, number));
    }

    @Override
    public Future<Void> deliver(Recipient to, Event event, BooleanSupplier wanted) {
        return runtime.use(
                        workspace(to),
                        to.subscriber(),
                        running -> running.eventHandlers()
                                .compose(handlers -> handlers.containsKey(to.handler())
                                        ? deliver(running, to, event, wanted)
                                        : withoutHandler(to, handlers)))
                .recover(failure ->
                        isNotInstalled(failure) ? Future.succeededFuture() : Future.failedFuture(orNotNow(failure)));
    }

    private Future<Void> deliver(RunningExtension running, Recipient to, Event event, BooleanSupplier wanted) {
        return wanted.getAsBoolean()
                ? tracing.during(
                        "handle event",
                        SpanKind.CONSUMER,
                        event.asCause(),
                        Map.of(
                                "cloudevents.event_id", event.id().toString(),
                                "cloudevents.event_type", event.type(),
                                "guildhall.workspace", workspace(to).toString(),
                                "guildhall.extension", to.subscriber()),
                        cause -> running.deliver(to.handler(), EventsForExtensions.of(event), cause))
                : Future.failedFuture("Another node delivers the event");
    }

    // Which handlers there are was not known yet, or an earlier release has served them all at once, or they are others
    // now.
    private Future<Void> withoutHandler(Recipient to, Map<String, TypePattern> handlers) {
        return to.isWhole() && handlers.isEmpty()
                ? Future.succeededFuture()
                : runtime.noteHandlers(workspace(to), to.subscriber())
                        .compose(noted -> Future.failedFuture(
                                new NotNowException("The extension has other handlers", HANDLERS_CHANGE)));
    }

    // That an extension is not there to take events says nothing about the event.
    private static Throwable orNotNow(Throwable failure) {
        if (failure instanceof ExtensionFailure fault) {
            return switch (fault.kind()) {
                case OVERLOADED, RESTING, STOPPED, START_POSTPONED ->
                    new NotNowException(fault.getMessage(), fault.retryAfter());
                default -> failure;
            };
        }
        return failure instanceof Problem problem
                        && (problem.is(ExtensionError.DISABLED) || problem.is(ExtensionError.FAILED))
                ? new NotNowException(problem.getMessage(), NOT_SERVED)
                : failure;
    }

    // It was uninstalled a moment ago, and its cursor with it.
    private static boolean isNotInstalled(Throwable failure) {
        return failure instanceof Problem problem && problem.is(ExtensionError.NOT_INSTALLED);
    }
}
