package dev.guildhall.core.module;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running modules. Not for use by several threads at once. */
public final class Modules {

    private static final Logger LOG = LoggerFactory.getLogger(Modules.class);

    private final Vertx vertx;
    private final Deque<Deployed> deployed = new ArrayDeque<>();

    public Modules(Vertx vertx) {
        this.vertx = vertx;
    }

    private record Deployed(String name, String deploymentId) {}

    /** Starts each module after the ones before it are ready. When one fails, those already started keep running. */
    public Future<Void> start(List<KernelModule> modules) {
        var started = Future.<Void>succeededFuture();
        for (var module : modules) {
            started = started.compose(before -> start(module));
        }
        return started;
    }

    private Future<Void> start(KernelModule module) {
        return vertx.deployVerticle(module.verticle())
                .onSuccess(id -> deployed.push(new Deployed(module.name(), id)))
                .mapEmpty();
    }

    /** Stops all modules, the last started first; a module that fails to stop does not keep the others running. */
    public Future<Void> stop() {
        if (deployed.isEmpty()) {
            return Future.succeededFuture();
        }
        var last = deployed.pop();
        return vertx.undeploy(last.deploymentId()).transform(stopped -> {
            if (stopped.failed()) {
                LOG.warn("Module {} did not stop cleanly", last.name(), stopped.cause());
            }
            return stop();
        });
    }
}
