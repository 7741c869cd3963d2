package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.http.StrictRequestDecoder.UnclearRequest;
import dev.guildhall.core.id.Ids;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One listener of the product on one event loop; several share a port. When it stops, every answer says for a while that
 * it is the connection's last, so that nobody sends another request into a connection that closes; then requests in
 * flight may finish for a few seconds, and open streams are asked to end by their connection's shutdown handler.
 */
public final class HttpServerVerticle extends VerticleBase {

    /** How long clients are told that the server stops before connections without a request are closed. */
    public static final Duration NOTICE = Duration.ofSeconds(2);

    private static final int DRAIN_SECONDS = 5;
    private static final int WEB_SOCKET_BYTES = 256 * 1024;
    private static final int FORM_FIELD_BYTES = 512 * 1024;
    private static final String DECODER = "httpDecoder";

    private final HttpServerOptions options;
    private final HttpLimits.Times times;
    private final Duration notice;
    private final Supplier<Router> routes;
    private HttpServer server;
    private boolean stopping;

    public HttpServerVerticle(
            HttpServerOptions options, HttpLimits.Times times, Duration notice, Supplier<Router> routes) {
        this.options = options;
        this.times = times;
        this.notice = notice;
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
                .setMaxFormFields(FormReader.MOST_PARTS)
                // Each form is bounded as a whole, and what identity providers post is one large field.
                .setMaxFormAttributeSize(FORM_FIELD_BYTES)
                .setIdleTimeout(75)
                .setMaxWebSocketFrameSize(WEB_SOCKET_BYTES)
                .setMaxWebSocketMessageSize(WEB_SOCKET_BYTES)
                // What is small on the way may be large here.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true);
    }

    @Override
    public Future<?> start() {
        server = vertx.createHttpServer(options)
                .connectionHandler(this::guard)
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
        stopping = true;
        var noticed =
                notice.isZero() ? Future.succeededFuture() : vertx.timer(notice.toMillis(), TimeUnit.MILLISECONDS);
        return noticed.compose(told -> server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS));
    }

    private void guard(HttpConnection connection) {
        // There is no other way to what the library decodes requests with.
        var inside = (ConnectionBase) connection;
        countConnection(inside);
        var pipeline = inside.channel().pipeline();
        pipeline.replace(DECODER, DECODER, new StrictRequestDecoder(options));
        pipeline.addBefore("handler", "guard", new ConnectionGuard(times, () -> stopping));
    }

    // The library takes connections a moment before it has anything to count them with, and then fails at each of their
    // requests.
    @SuppressWarnings("unchecked")
    private static void countConnection(ConnectionBase connection) {
        if (connection.metric() == null && connection.metrics() instanceof TCPMetrics<?> metrics) {
            connection.metric(
                    ((TCPMetrics<Object>) metrics).connected(connection.remoteAddress(), connection.remoteName()));
        }
    }

    // What the decoder could not read never reaches the routes, so the envelope is written here.
    private static void refuse(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            refuse(request, 414, CommonError.REQUEST_INVALID, "The URL is too long.");
        } else if (cause instanceof TooLongFrameException) {
            refuse(request, 431, CommonError.HEADERS_TOO_LARGE, "The headers are larger than 16 KiB.");
        } else if (cause instanceof UnclearRequest unclear) {
            refuse(request, 400, CommonError.REQUEST_INVALID, unclear.getMessage());
        } else {
            refuse(request, 400, CommonError.REQUEST_INVALID, "This is not a valid HTTP request.");
        }
    }

    private static void refuse(HttpServerRequest request, int status, ErrorCode code, String message) {
        var id = Ids.next().toString();
        var body = new JsonObject()
                .put("code", code.code())
                .put("message", message)
                .put("requestId", id);
        SecurityHeaders.put(request.response(), false);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Request-Id", id)
                .putHeader("Connection", "close")
                .end(body.toBuffer())
                .onComplete(sent -> request.connection().close());
    }
}
