package dev.guildhall.core.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.Locale;
import java.util.Optional;

/** The body of a request as the operation gets it: what the client sent, or what the surface made of that. */
final class RequestBody {

    private static final String DECODED = "guildhall.body";
    private static final String PARSED = "guildhall.json";

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";

    private RequestBody() {}

    /** Notes what the bytes mean, so that nobody has to read them again. */
    static void parsed(RoutingContext context, Object json) {
        context.put(PARSED, json);
    }

    /** The JSON that was noted; empty when none was, or when it is null. */
    static Optional<Object> json(RoutingContext context) {
        return Optional.ofNullable(context.get(PARSED));
    }

    static void decoded(RoutingContext context, Buffer json) {
        context.put(DECODED, json);
    }

    /** Lets go of a body that nobody needs any more, for the request may be there for a while yet. */
    static void forget(RoutingContext context) {
        context.remove(PARSED);
        context.remove(DECODED);
        ((RoutingContextInternal) context).setBody(null);
    }

    /** The bytes, or null when there are none. */
    static Buffer of(RoutingContext context) {
        Buffer decoded = context.get(DECODED);
        return decoded == null ? context.body().buffer() : decoded;
    }

    /** The media type in lower case and without its parameters; empty when none was sent. */
    static String contentType(RoutingContext context) {
        if (context.get(DECODED) != null) {
            return JSON;
        }
        var sent = context.request().getHeader("Content-Type");
        return sent == null ? "" : sent.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static boolean isForm(RoutingContext context) {
        var type = contentType(context);
        return type.equals("multipart/form-data") || type.equals("application/x-www-form-urlencoded");
    }
}
