package dev.guildhall.core.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One listener of the product on one event loop; several share a port. Stopping lets requests in flight finish for a
 * few seconds and asks open streams, by their connection's shutdown handler, to end.
 */
public final class HttpServerVerticle extends VerticleBase {

    private static final int DRAIN_SECONDS = 7;

    private final HttpServerOptions options;
    private final Supplier<Router> routes;
    private HttpServer server;

    public HttpServerVerticle(HttpServerOptions options, Supplier<Router> routes) {
        this.options = options;
        this.routes = routes;
    }

    /** The options every listener of the product starts from; sizes in bytes, times in seconds. */
    public static HttpServerOptions options(String host, int port) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setCompressionSupported(true)
                .setMaxHeaderSize(16 * 1024)
                .setMaxInitialLineLength(8 * 1024)
                .setIdleTimeout(75)
                .setHandle100ContinueAutomatically(true);
    }

    @Override
    public Future<?> start() {
        server = vertx.createHttpServer(options)
                .requestHandler(routes.get())
                .invalidRequestHandler(HttpServerVerticle::refuse);
        return server.listen();
    }

    /** The port in use, which differs from the configured one when that was 0. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    private static void refuse(HttpServerRequest request) {
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }
}
