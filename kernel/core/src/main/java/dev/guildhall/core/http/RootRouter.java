package dev.guildhall.core.http;

import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.ArrayList;
import java.util.List;

/** Everything served on the public port: the contracts' operations behind request ids, access log and errors. */
public final class RootRouter {

    private final Vertx vertx;
    private final Contract contract;
    private final List<Api> apis;
    private final SecurityGate gate;
    private final HttpLimits limits;
    private final Repeats repeats;
    private final HealthChecks health;
    private final List<String> corsOrigins;

    public RootRouter(
            Vertx vertx,
            Contract contract,
            List<Api> apis,
            SecurityGate gate,
            HttpLimits limits,
            Repeats repeats,
            HealthChecks health,
            List<String> corsOrigins) {
        this.vertx = vertx;
        this.contract = contract;
        this.apis = apis;
        this.gate = gate;
        this.limits = limits;
        this.repeats = repeats;
        this.health = health;
        this.corsOrigins = corsOrigins;
    }

    /** A router of its own for each event loop. */
    public Router create() {
        var root = Router.router(vertx);
        var errors = new ErrorResponder();
        for (var status : List.of(400, 401, 403, 404, 405, 413, 415, 500)) {
            root.errorHandler(status, errors);
        }
        root.route().handler(new RequestId()).handler(new AccessLog());
        if (!corsOrigins.isEmpty()) {
            root.route().handler(CorsHandler.create().addOrigins(corsOrigins).allowCredentials(true));
        }
        var all = new ArrayList<>(apis);
        all.add(new KernelApi(contract, health, new DocsPage(vertx)));
        root.route().subRouter(new ApiRouter(vertx, contract, gate, limits, repeats).create(all));
        root.route().failureHandler(errors);
        return root;
    }
}
