package dev.guildhall.core.http;

import dev.guildhall.core.security.Cause;
import dev.guildhall.core.trace.Activity;
import dev.guildhall.core.trace.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts each request into a span, of the client's trace where its {@code traceparent} names one. */
final class RequestTrace implements Handler<RoutingContext> {

    private static final String HEADER = "traceparent";
    private static final String KEY = "guildhall.trace";
    /** As the first version of W3C's Trace Context writes it. */
    private static final Pattern SOUND = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Tracing tracing;

    RequestTrace(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void handle(RoutingContext context) {
        var request = context.request();
        var from = Cause.beginning(RequestId.of(context));
        var trace = Optional.ofNullable(request.getHeader(HEADER))
                .filter(given -> SOUND.matcher(given).matches());
        var method = request.method().name();
        tracing.begin(
                        method,
                        SpanKind.SERVER,
                        trace.map(from::tracedBy).orElse(from),
                        Map.of("http.request.method", method))
                .ifPresent(activity -> {
                    context.put(KEY, activity);
                    context.addEndHandler(ended -> end(context, activity));
                });
        context.next();
    }

    private static void end(RoutingContext context, Activity activity) {
        var status = context.response().getStatusCode();
        activity.with("http.response.status_code", status);
        if (status >= 500) {
            activity.endFailed(Integer.toString(status));
        } else {
            activity.end(null);
        }
    }

    /** Names the span of a request by the operation that it turns out to be. */
    static void name(RoutingContext context, String operation, String path) {
        activity(context).ifPresent(activity -> activity.named(operation).with("http.route", path));
    }

    /** What all that a request does follows from. */
    static Cause cause(RoutingContext context) {
        return activity(context).map(Activity::cause).orElseGet(() -> Cause.beginning(RequestId.of(context)));
    }

    private static Optional<Activity> activity(RoutingContext context) {
        return Optional.ofNullable(context.get(KEY));
    }
}
