package dev.guildhall.agents.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The operation that opens a socket, by which sessions are followed and spoken in. */
public final class SocketsApi implements Api {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private final SocketContext context;

    public SocketsApi(SocketContext context) {
        this.context = context;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("openSocket", this::open);
    }

    private Future<ApiResponse> open(ApiRequest request) {
        var by = request.authentication();
        by.user();
        requireHandshake(request);
        var place = context.places().take(by.principal());
        return request.context()
                .request()
                .toWebSocket()
                .onFailure(refused -> place.run())
                .recover(refused -> CommonError.REQUEST_INVALID
                        .because("This is no handshake of a WebSocket (RFC 6455).")
                        .asFuture())
                .map(socket -> {
                    new SessionSocket(context, request, socket, place).begin();
                    return ApiResponse.streamed();
                });
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
