package dev.guildhall.events.internal.bridge;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.http.WebSockets;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.internal.tail.TailPlaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The operations that clients of the event bus bridge call. */
public final class EventBusApi implements Api {

    private static final int MOST_OF_PRINCIPAL = 50;

    private final BridgeContext context;
    private final TailPlaces<Principal> places = new TailPlaces<>(MOST_OF_PRINCIPAL);

    public EventBusApi(BridgeContext context) {
        this.context = context;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getEventBusInfo", this::info)
                .on("openEventBus", request -> open(request, Framing.PLAIN))
                .on("openEventBusSession", request -> open(request, Framing.SOCKJS));
    }

    private Future<ApiResponse> info(ApiRequest request) {
        return Future.succeededFuture(ApiResponse.plain(new JsonObject()
                        .put("websocket", true)
                        .put("cookie_needed", false)
                        .put("origins", JsonArray.of("*:*"))
                        .put("entropy", ThreadLocalRandom.current().nextLong(1L << 32)))
                .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> open(ApiRequest request, Framing framing) {
        var principal = request.authentication().principal();
        if (!places.take(principal)) {
            throw CommonError.RATE_LIMITED
                    .because("You have " + MOST_OF_PRINCIPAL
                            + " sockets of the event bus open on this node, which is all" + " you may have; close one.")
                    .withRetryAfter(Duration.ofSeconds(10));
        }
        return Future.succeededFuture()
                .compose(taken -> WebSockets.accept(request))
                .onFailure(refused -> places.leave(principal))
                .map(socket -> {
                    new BridgeSocket(context, request, socket, framing, () -> places.leave(principal)).begin();
                    return ApiResponse.streamed();
                });
    }
}
