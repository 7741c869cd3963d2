package dev.guildhall.capabilities.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.capabilities.Capability;
import dev.guildhall.capabilities.CapabilityError;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.schema.JsonSchemaValidator;
import dev.guildhall.core.schema.SchemaCheck;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.core.usage.UsageMetric;
import dev.guildhall.extensions.Installations;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.CapabilityRequest;
import dev.guildhall.host.ExtensionFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls capabilities: finds the provider, checks what goes in and what comes out, and names what went wrong. */
public final class Invoker {

    private static final Logger LOG = LoggerFactory.getLogger(Invoker.class);

    private static final int MOST_COLLECTED = 4 * 1024 * 1024;

    private final Function<WorkspaceId, Future<WorkspaceCapabilities>> capabilities;
    private final Installations installations;
    private final EndpointCalls endpoints;
    private final CallTimes times;
    private final UsageCounter usage;
    private final Tracing tracing;
    private final CallAudit audit;

    /** Compiled schemas by their text, so that all workspaces with an extension share them. */
    private final Cache<JsonObject, JsonSchemaValidator> shapes;

    /** The same by the very object, which spares comparing whole schemas at each call. */
    private final LoadingCache<JsonObject, JsonSchemaValidator> known;

    /** For what is too large, or too new, to be held against its schema on an event loop. */
    private final WorkerExecutor thorough;

    public Invoker(
            Function<WorkspaceId, Future<WorkspaceCapabilities>> capabilities,
            Installations installations,
            EndpointCalls endpoints,
            CacheBudget caches,
            MeterRegistry meters,
            Tracing tracing,
            CallAudit audit,
            UsageCounter usage,
            WorkerExecutor thorough) {
        this.capabilities = capabilities;
        this.installations = installations;
        this.endpoints = endpoints;
        this.times = new CallTimes(meters);
        this.tracing = tracing;
        this.audit = audit;
        this.usage = usage;
        this.thorough = thorough;
        this.shapes = caches.cache(Caffeine.newBuilder());
        this.known = Caffeine.newBuilder().weakKeys().build(schema -> shapes.get(schema, Invoker::shape));
    }

    /**
     * @param make what is made of the result, on the provider's thread: encoding a large one, for instance, which would
     *     keep an event loop busy
     */
    public <T> Future<T> invoke(CapabilityInvocation call, BiFunction<Capability, JsonObject, T> make) {
        return called(
                call,
                (capability, chain) -> capability.traits().streams()
                        ? collected(call, capability, chain).map(all -> make.apply(capability, all))
                        : answered(call, capability, chain, output -> make.apply(capability, output)));
    }

    /**
     * The same for a result that comes in a stream; one that is single is its only item. Completes after the last.
     *
     * @param items takes one after the other
     */
    public Future<Void> stream(CapabilityInvocation call, BiFunction<Capability, JsonObject, Future<Void>> items) {
        return called(
                call,
                (capability, chain) -> capability.traits().streams()
                        ? streamed(call, capability, chain, item -> items.apply(capability, item))
                        : answered(call, capability, chain, Function.identity())
                                .compose(output -> items.apply(capability, output)));
    }

    private <T> Future<T> called(CapabilityInvocation call, BiFunction<Capability, CallChain, Future<T>> way) {
        return capabilities.apply(call.workspace()).compose(registry -> {
            var capability = registry.find(call.key(), call.range());
            var chain = call.chain().apply(capability);
            var began = System.nanoTime();
            return tracing.during(
                            "invoke capability",
                            SpanKind.INTERNAL,
                            chain.cause(),
                            Map.of(
                                    "guildhall.capability", call.key(),
                                    "guildhall.workspace", call.workspace().toString(),
                                    "guildhall.provider", capability.provider()),
                            cause -> way.apply(capability, chain.in(cause)))
                    .onComplete((result, failure) -> {
                        times.record(call.key(), failure, System.nanoTime() - began);
                        usage.add(call.workspace(), UsageMetric.CAPABILITY_CALLS, 1);
                    })
                    .recover(failure -> Future.failedFuture(explained(capability, failure)))
                    .transform(ended -> audit.tell(call, capability, chain, ended.cause())
                            .compose(told -> ended.failed()
                                    ? Future.failedFuture(ended.cause())
                                    : Future.succeededFuture(ended.result())));
        });
    }

    private Future<Void> streamed(
            CapabilityInvocation call,
            Capability capability,
            CallChain chain,
            Function<JsonObject, Future<Void>> items) {
        var untaken = new AtomicReference<Throwable>();
        return usable(capability)
                .compose(usable -> faults(capability.input(), call.input()))
                .compose(faults -> {
                    requireNone(faults);
                    Function<JsonObject, Future<Void>> taken = item -> faults(capability.output(), item)
                            .compose(wrong -> items.apply(sound(call.workspace(), capability, item, wrong)))
                            .onFailure(untaken::set);
                    return capability.isExternal()
                            ? endpoints.stream(call, capability, chain, taken)
                            : installations.use(
                                    call.workspace(),
                                    capability.provider(),
                                    extension -> extension.stream(request(call, capability, chain), taken));
                })
                // What the handler makes of it is not what went wrong.
                .recover(failure -> Future.failedFuture(untaken.get() == null ? failure : untaken.get()));
    }

    /** All items at once, for who asks for one result. */
    private Future<JsonObject> collected(CapabilityInvocation call, Capability capability, CallChain chain) {
        var all = new JsonArray();
        var bytes = new AtomicInteger();
        return streamed(call, capability, chain, item -> {
                    if (bytes.addAndGet(item.toBuffer().length()) > MOST_COLLECTED) {
                        throw CapabilityError.RESULT_TOO_LARGE.because("All items of " + call.key()
                                + " are more than one answer takes; ask for them as a stream.");
                    }
                    all.add(item);
                    return Future.succeededFuture();
                })
                .map(done -> new JsonObject().put("items", all));
    }

    private <T> Future<T> answered(
            CapabilityInvocation call, Capability capability, CallChain chain, Function<JsonObject, T> make) {
        return usable(capability)
                .compose(usable -> faults(capability.input(), call.input()))
                .compose(faults -> {
                    requireNone(faults);
                    return capability.isExternal()
                            ? ask(call, capability, chain, make)
                            : installations.use(
                                    call.workspace(),
                                    capability.provider(),
                                    extension -> extension.invoke(
                                            request(call, capability, chain),
                                            output -> make.apply(checked(call.workspace(), capability, output))));
                });
    }

    private static CapabilityRequest request(CapabilityInvocation call, Capability capability, CallChain chain) {
        return new CapabilityRequest(
                call.key(),
                capability.version().getVersion(),
                call.input(),
                call.caller(),
                chain,
                call.idempotencyKey());
    }

    private <T> Future<T> ask(
            CapabilityInvocation call, Capability capability, CallChain chain, Function<JsonObject, T> make) {
        return endpoints
                .call(call, capability, chain)
                .compose(output -> faults(capability.output(), output)
                        .compose(faults -> thorough.executeBlocking(
                                () -> make.apply(sound(call.workspace(), capability, output, faults)), false)));
    }

    // Both before anything has an effect.
    private Future<Void> usable(Capability capability) {
        return known.getIfPresent(capability.input()) != null && known.getIfPresent(capability.output()) != null
                ? Future.succeededFuture()
                : thorough.executeBlocking(
                                () -> List.of(known.get(capability.input()), known.get(capability.output())), false)
                        .mapEmpty();
    }

    // It was found good when it was uploaded, but perhaps by the rules of another release.
    private static JsonSchemaValidator shape(JsonObject schema) {
        SchemaCheck.faultOf(schema).ifPresent(fault -> {
            throw CapabilityError.FAILED.because(
                    "The capability's schema was taken by the rules of another release and is refused by those of this"
                            + " one: it " + fault);
        });
        return new JsonSchemaValidator(schema);
    }

    private Future<List<Problem.Detail>> faults(JsonObject schema, JsonObject value) {
        return Optional.ofNullable(known.getIfPresent(schema))
                .flatMap(validator -> validator.quickFaults(value))
                .map(Future::succeededFuture)
                .orElseGet(
                        () -> thorough.executeBlocking(() -> known.get(schema).faults(value), false));
    }

    private static void requireNone(List<Problem.Detail> faults) {
        if (!faults.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(faults.get(0).message()).withDetails(faults);
        }
    }

    private JsonObject checked(WorkspaceId workspace, Capability capability, JsonObject output) {
        return sound(
                workspace, capability, output, known.get(capability.output()).faults(output));
    }

    private static JsonObject sound(
            WorkspaceId workspace, Capability capability, JsonObject output, List<Problem.Detail> faults) {
        if (faults.isEmpty()) {
            return output;
        }
        LOG.warn(
                "{} of workspace {} answered what its own schema refuses: {}",
                capability.key(),
                workspace,
                faults.stream().map(Problem.Detail::message).collect(Collectors.joining("; ")));
        throw CapabilityError.FAILED.because(provider(capability) + " answered what its own output schema refuses.");
    }

    private static Throwable explained(Capability capability, Throwable failure) {
        if (!(failure instanceof ExtensionFailure fault)) {
            return failure;
        }
        return switch (fault.kind()) {
            case TOO_LARGE ->
                CapabilityError.RESULT_TOO_LARGE.because(provider(capability) + " answered " + capability.key()
                        + " with more than may be sent; whether it had an effect is not known.");
            case TIMED_OUT ->
                CapabilityError.TIMEOUT.because(
                        capability.key() + " did not answer in time; whether it had an effect is not known.");
            case OVERLOADED, STOPPED, START_POSTPONED ->
                CapabilityError.OVERLOADED
                        .because(capability.key() + " cannot be called at the moment; this call was not begun.")
                        .withRetryAfter(fault.retryAfter());
            case RESTING ->
                CapabilityError.OVERLOADED
                        .because(provider(capability) + " did not answer in time again and again, so"
                                + " it is left alone for a while; this call was not begun.")
                        .withRetryAfter(fault.retryAfter());
            default -> failed(capability, fault);
        };
    }

    private static String provider(Capability capability) {
        return (capability.isExternal() ? "The service at " : "The extension ") + capability.provider();
    }

    private static Problem failed(Capability capability, ExtensionFailure fault) {
        LOG.debug("{} failed: {}", capability.key(), fault.getMessage());
        return CapabilityError.FAILED.because(provider(capability) + " failed to answer " + capability.key() + ".");
    }
}
