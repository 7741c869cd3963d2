package dev.guildhall.core.trace;

import dev.guildhall.core.security.Cause;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes spans of what is done, as children of what caused it. Without a collector it makes none, at no cost. Safe for all
 * threads.
 */
public final class Tracing {

    /** Of a node without a collector. */
    public static final Tracing OFF = new Tracing(Optional.empty());

    private static final String TRACEPARENT = "traceparent";
    private static final String CORRELATION = "guildhall.correlation_id";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final Optional<Tracer> tracer;

    private Tracing(Optional<Tracer> tracer) {
        this.tracer = tracer;
    }

    /** @param tracer makes the spans, and sends those that are wanted */
    public static Tracing by(Tracer tracer) {
        return new Tracing(Optional.of(tracer));
    }

    /**
     * Begins a span; empty without a collector. Whoever begins it ends it.
     *
     * @param name of few, for spans are counted by it: no ids in it
     * @param cause what it follows from
     */
    public Optional<Activity> begin(String name, SpanKind kind, Cause cause, Map<String, String> attributes) {
        return tracer.map(made -> {
            var span = made.spanBuilder(name)
                    .setSpanKind(kind)
                    .setParent(cause.trace().map(Tracing::read).orElse(Context.root()));
            cause.correlation().ifPresent(correlation -> span.setAttribute(CORRELATION, correlation));
            attributes.forEach(span::setAttribute);
            return new Activity(span.startSpan(), cause);
        });
    }

    /**
     * Does work in a span that ends with it.
     *
     * @param work is given the cause of what it does in turn
     */
    public <T> Future<T> during(
            String name, SpanKind kind, Cause cause, Map<String, String> attributes, Function<Cause, Future<T>> work) {
        var begun = begin(name, kind, cause, attributes);
        if (begun.isEmpty()) {
            return work.apply(cause);
        }
        var activity = begun.get();
        try {
            return work.apply(activity.cause()).onComplete((done, failure) -> activity.end(failure));
        } catch (RuntimeException thrown) {
            activity.end(thrown);
            throw thrown;
        }
    }

    private static Context read(String traceparent) {
        return W3C.extract(Context.root(), traceparent, FROM_TEXT);
    }

    /** The span as the header {@code traceparent} of W3C's Trace Context names it. */
    static String write(Span span) {
        var written = new String[1];
        W3C.inject(Context.root().with(span), written, (to, name, value) -> {
            if (name.equals(TRACEPARENT)) {
                to[0] = value;
            }
        });
        return written[0];
    }

    private static final TextMapGetter<String> FROM_TEXT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public String get(String traceparent, String name) {
            return name.equals(TRACEPARENT) ? traceparent : null;
        }
    };
}
