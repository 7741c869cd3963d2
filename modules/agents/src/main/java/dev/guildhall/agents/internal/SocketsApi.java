package dev.guildhall.agents.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.WebSockets;
import io.vertx.core.Future;

/** The operation that opens a socket, by which sessions are followed and spoken in. */
public final class SocketsApi implements Api {

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
        var place = context.places().take(by.principal());
        return Future.succeededFuture()
                .compose(taken -> WebSockets.accept(request))
                .onFailure(refused -> place.run())
                .map(socket -> {
                    new SessionSocket(context, request, socket, place).begin();
                    return ApiResponse.streamed();
                });
    }
}
