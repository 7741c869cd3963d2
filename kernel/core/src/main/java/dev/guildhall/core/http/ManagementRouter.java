package dev.guildhall.core.http;

import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** What operators ask on the management port: health and metrics. Not for the outside. */
public final class ManagementRouter {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private ManagementRouter() {}

    /** @param metrics gives the metrics in the Prometheus text format; called on a worker thread */
    public static Router create(Vertx vertx, HealthChecks health, Supplier<String> metrics) {
        var router = Router.router(vertx);
        router.route().handler(new SecurityHeaders(context -> false));
        router.get("/health/live").handler(context -> ApiRouter.write(context, KernelApi.live()));
        router.get("/health/ready")
                .handler(context -> KernelApi.ready(health)
                        .onSuccess(response -> ApiRouter.write(context, response))
                        .onFailure(context::fail));
        router.get("/metrics")
                .handler(context -> vertx.executeBlocking(metrics::get, false)
                        .onSuccess(text -> context.response()
                                .putHeader("Content-Type", PROMETHEUS)
                                .end(text))
                        .onFailure(context::fail));
        return router;
    }
}
