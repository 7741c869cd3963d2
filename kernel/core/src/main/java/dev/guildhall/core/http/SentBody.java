package dev.guildhall.core.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** The body of a request as the operation gets it: what the client sent, or what the surface made of that. */
final class SentBody {

    private static final String DECODED = "guildhall.body";

    private SentBody() {}

    static void decoded(RoutingContext context, Buffer json) {
        context.put(DECODED, json);
    }

    /** The bytes, or null when there are none. */
    static Buffer of(RoutingContext context) {
        Buffer decoded = context.get(DECODED);
        return decoded == null ? context.body().buffer() : decoded;
    }

    static String contentType(RoutingContext context) {
        return context.get(DECODED) == null ? context.request().getHeader("Content-Type") : "application/json";
    }

    static boolean isJson(RoutingContext context) {
        var type = contentType(context);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }
}
