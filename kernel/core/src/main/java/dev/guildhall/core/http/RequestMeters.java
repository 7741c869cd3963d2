package dev.guildhall.core.http;

import dev.guildhall.core.metric.Histogram;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long requests take until their answer begins, by operation and status. Of a stream that is its beginning too. Safe for
 * all threads.
 */
final class RequestMeters implements Handler<RoutingContext> {

    private static final String KEY = "guildhall.operation";
    private static final Named UNKNOWN = new Named("none", "none");

    private final MeterRegistry meters;
    private final Map<Ended, Timer> timers = new ConcurrentHashMap<>();

    RequestMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Named(String surface, String operation) {}

    private record Ended(Named of, int hundreds) {}

    @Override
    public void handle(RoutingContext context) {
        var started = System.nanoTime();
        context.addHeadersEndHandler(answered -> record(context, System.nanoTime() - started));
        context.next();
    }

    /** Notes which operation a request turned out to be. */
    static void name(RoutingContext context, Surface surface, String operation) {
        context.put(KEY, new Named(surface.isCanonical() ? "/api" : surface.prefix(), operation));
    }

    private void record(RoutingContext context, long nanos) {
        Named named = context.get(KEY);
        var ended =
                new Ended(named == null ? UNKNOWN : named, context.response().getStatusCode() / 100);
        timers.computeIfAbsent(ended, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Ended ended) {
        return Histogram.FINE
                .timer("guildhall.http.request.duration", "Time from a request to the beginning of its answer")
                .tag("surface", ended.of().surface())
                .tag("operation", ended.of().operation())
                .tag("status", ended.hundreds() + "xx")
                .register(meters);
    }
}
