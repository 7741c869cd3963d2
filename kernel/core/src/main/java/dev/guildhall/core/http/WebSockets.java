package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Operations that open a WebSocket (RFC 6455). */
public final class WebSockets {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private WebSockets() {}

    /** Takes the request's handshake; fails with {@code REQUEST.INVALID} when it is none, naming the headers that are wrong. */
    public static Future<ServerWebSocket> accept(ApiRequest request) {
        requireHandshake(request);
        return handshake(request.context().request())
                .recover(refused -> CommonError.REQUEST_INVALID
                        .because("This is no handshake of a WebSocket (RFC 6455).")
                        .asFuture());
    }

    // The library fails its own future twice when the client goes away meanwhile, and writes that down as an error.
    private static Future<ServerWebSocket> handshake(HttpServerRequest request) {
        var accepted = Promise.<ServerWebSocket>promise();
        request.toWebSocket().onComplete(done -> {
            if (done.failed()) {
                accepted.tryFail(done.cause());
            } else if (!accepted.tryComplete(done.result())) {
                done.result().close();
            }
        });
        request.exceptionHandler(accepted::tryFail);
        return accepted.future();
    }

    // What the library finds missing it answers by itself, and fails.
    private static void requireHandshake(ApiRequest request) {
        var faults = new Faults();
        faults.require(
                says(request, "Upgrade", "websocket"),
                "Upgrade",
                "Connect with a WebSocket: Upgrade must be websocket");
        faults.require(says(request, "Connection", "upgrade"), "Connection", "Connection must be Upgrade");
        faults.require(
                says(request, "Sec-WebSocket-Version", "13"),
                "Sec-WebSocket-Version",
                "Sec-WebSocket-Version must be 13");
        faults.require(
                request.header("Sec-WebSocket-Key")
                        .filter(key -> KEY.matcher(key).matches())
                        .isPresent(),
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Key must be 16 bytes in base64");
        faults.refuse();
    }

    private static boolean says(ApiRequest request, String header, String word) {
        return Stream.of(request.header(header).orElse("").split(",", -1))
                .anyMatch(said -> said.strip().equalsIgnoreCase(word));
    }
}
