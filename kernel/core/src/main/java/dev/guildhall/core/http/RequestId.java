package dev.guildhall.core.http;

import dev.guildhall.core.id.Ids;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** Gives every request an id: the client's {@code X-Request-Id} when it is a sane one, or a new one. */
final class RequestId implements Handler<RoutingContext> {

    private static final String HEADER = "X-Request-Id";
    private static final String KEY = "guildhall.requestId";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    @Override
    public void handle(RoutingContext context) {
        give(context);
        context.next();
    }

    /** The request's id, given to it now if it was refused before anybody could. */
    static String of(RoutingContext context) {
        String id = context.get(KEY);
        return id == null ? give(context) : id;
    }

    private static String give(RoutingContext context) {
        var given = context.request().getHeader(HEADER);
        var id = given != null && SANE.matcher(given).matches()
                ? given
                : Ids.quick().toString();
        context.put(KEY, id);
        if (!context.response().headWritten()) {
            context.response().putHeader(HEADER, id);
        }
        return id;
    }
}
