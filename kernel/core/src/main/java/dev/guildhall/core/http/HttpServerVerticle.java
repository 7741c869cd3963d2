package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
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

    // What the decoder could not read never reaches the routes, so the envelope is written here.
    private static void refuse(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            refuse(request, 414, CommonError.REQUEST_INVALID, "The URL is too long.");
        } else if (cause instanceof TooLongFrameException) {
            refuse(request, 431, CommonError.HEADERS_TOO_LARGE, "The headers are larger than 16 KiB.");
        } else {
            refuse(request, 400, CommonError.REQUEST_INVALID, "This is not a valid HTTP request.");
        }
    }

    private static void refuse(HttpServerRequest request, int status, CommonError code, String message) {
        var body = new JsonObject()
                .put("code", code.code())
                .put("message", message)
                .put("requestId", Ids.next().toString());
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(body.toBuffer())
                .onComplete(sent -> request.connection().close());
    }
}
