package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.trace.Tracing;
import dev.guildhall.core.usage.UsageCounter;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Everything served on the public port: the contracts' operations behind request ids, access log and errors. */
public final class RootRouter {

    private final Vertx vertx;
    private final List<Surface> surfaces;
    private final SecurityGate gate;
    private final HttpLimits limits;
    private final IdempotencyKeys idempotencyKeys;
    private final HealthChecks health;
    private final List<String> corsOrigins;
    private final TrustedProxies proxies;
    private final Tracing tracing;
    private final RequestMeters meters;
    private final RequestCount count;
    private final Refusals refusals = new Refusals(TimeMeter.SYSTEM_NANOTIME);

    /** @param others the surfaces beside the canonical one, each with a prefix of its own */
    public RootRouter(
            Vertx vertx,
            Surface canonical,
            List<Surface> others,
            SecurityGate gate,
            HttpLimits limits,
            IdempotencyKeys idempotencyKeys,
            HealthChecks health,
            List<String> corsOrigins,
            TrustedProxies proxies,
            Tracing tracing,
            MeterRegistry meters,
            UsageCounter usage) {
        this.vertx = vertx;
        this.surfaces = Stream.concat(others.stream(), Stream.of(canonical)).toList();
        this.gate = gate;
        this.limits = limits;
        this.idempotencyKeys = idempotencyKeys;
        this.health = health;
        this.corsOrigins = corsOrigins;
        this.proxies = proxies;
        this.tracing = tracing;
        this.meters = new RequestMeters(meters);
        this.count = new RequestCount(usage);
    }

    /** A router of its own for each event loop. */
    public Router create() {
        var root = Router.router(vertx);
        var errors = new ErrorResponder(surfaces, refusals);
        for (var status : List.of(400, 401, 403, 404, 405, 413, 415, 500)) {
            root.errorHandler(status, errors);
        }
        root.route()
                .handler(new RequestId())
                .handler(meters)
                .handler(count)
                .handler(proxies)
                .handler(new SecurityHeaders(gate::isSecure))
                .handler(new AccessLog())
                .handler(new RequestTurn())
                .handler(new RequestTrace(tracing));
        if (!corsOrigins.isEmpty()) {
            root.route().handler(new CorsPolicy(corsOrigins));
        }
        var paths = new IdentityHashMap<Surface, PathTree>();
        var turns = LoopTurns.ofThisLoop(vertx);
        surfaces.forEach(surface -> paths.put(surface, paths(surface, turns)));
        root.route().handler(context -> dispatch(context, paths.get(Surface.of(surfaces, context))));
        root.route().failureHandler(errors);
        return root;
    }

    private static void dispatch(RoutingContext context, PathTree paths) {
        String path;
        try {
            path = context.normalizedPath();
        } catch (IllegalArgumentException malformed) {
            context.fail(CommonError.REQUEST_INVALID.because("The path of the URL is malformed."));
            return;
        }
        paths.find(path).ifPresentOrElse(router -> router.handleContext(context), context::next);
    }

    private PathTree paths(Surface surface, LoopTurns turns) {
        var apis = new ArrayList<>(surface.apis());
        apis.add(
                surface.isCanonical()
                        ? new KernelApi(surface.contract(), health, new DocsPage(vertx, surfaces))
                        : new DocumentApi(surface.contract()));
        return new ApiRouter(vertx, surface, gate, limits, idempotencyKeys, turns).create(apis);
    }
}
