package dev.guildhall.core.http;

import dev.guildhall.core.security.Principal;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each request once it is answered, without its query, headers or body, for those may hold secrets. */
final class AccessLog implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger("dev.guildhall.access");

    private static final String PATH = "guildhall.logged-path";

    /** The path that a request is logged with, where that is not its own. */
    static void name(RoutingContext context, String path) {
        context.put(PATH, path);
    }

    @Override
    public void handle(RoutingContext context) {
        if (LOG.isInfoEnabled()) {
            var started = System.nanoTime();
            context.addEndHandler(ended -> log(context, System.nanoTime() - started));
        }
        context.next();
    }

    private static void log(RoutingContext context, long nanos) {
        var request = context.request();
        LOG.atInfo()
                .addKeyValue("method", request.method().name())
                .addKeyValue("path", context.<String>get(PATH, request.path()))
                .addKeyValue("status", context.response().getStatusCode())
                .addKeyValue("micros", nanos / 1_000)
                .addKeyValue("bytes", context.response().bytesWritten())
                .addKeyValue(
                        "user",
                        ApiRequest.authenticationOf(context)
                                .map(by -> nameOf(by.principal()))
                                .orElse("-"))
                .addKeyValue("address", TrustedProxies.addressOf(context))
                .addKeyValue("requestId", RequestId.of(context))
                .log("request");
    }

    private static String nameOf(Principal principal) {
        return principal instanceof Principal.User user ? user.id().toString() : principal.text();
    }
}
