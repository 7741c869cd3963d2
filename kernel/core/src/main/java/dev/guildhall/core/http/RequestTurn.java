package dev.guildhall.core.http;

import dev.guildhall.core.database.Turn;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/** Puts each request into the line of the network it comes from, until it is known whose it is. */
final class RequestTurn implements Handler<RoutingContext> {

    private static final String CONTEXT = "guildhall.context";

    @Override
    public void handle(RoutingContext context) {
        context.put(CONTEXT, Vertx.currentContext());
        change(context, Turn.ofNetwork(ClientNetwork.of(TrustedProxies.addressOf(context))));
        context.next();
    }

    /** Puts the request into another line. */
    static void change(RoutingContext context, Turn turn) {
        turn.take(context.get(CONTEXT));
    }
}
