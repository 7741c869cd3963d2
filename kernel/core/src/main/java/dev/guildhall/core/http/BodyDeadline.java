package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.Duration;

/** Gives a body the time it may take to arrive, however slowly it comes. Whoever is later is answered with 408. */
final class BodyDeadline implements SecurityPolicyHandler {

    private final Duration most;

    BodyDeadline(Duration most) {
        this.most = most;
    }

    @Override
    public void handle(RoutingContext context) {
        var request = context.request();
        if (!request.isEnded()) {
            var timer = context.vertx().setTimer(most.toMillis(), expired -> {
                if (!request.isEnded()) {
                    context.fail(CommonError.REQUEST_TIMEOUT.because(
                            "The body did not arrive within " + most.toSeconds() + " seconds."));
                }
            });
            context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
        }
        context.next();
    }
}
