package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The manner in which one surface speaks with its clients. It translates and decides nothing about their rights. */
public interface SurfaceAdapter {

    /** How an error is told; its status, {@code Retry-After} and {@code WWW-Authenticate} are seen to already. */
    Body error(Problem problem, RoutingContext context);

    /** Whether the client may speak with this surface at all; asked before anything else of what is not public. */
    default Future<Void> admit(RoutingContext context) {
        return Future.succeededFuture();
    }

    /** The JSON that the body of a request stands for, when the client did not send it as it is. */
    default Future<Optional<Buffer>> decode(RoutingContext context) {
        return Future.succeededFuture(Optional.empty());
    }

    /** Whether a parameter in the query that an operation does not have is refused rather than ignored. */
    default boolean knowsItsQuery() {
        return false;
    }

    /** What is sent to a client, with its media type. */
    record Body(String contentType, Buffer content) {

        public static Body json(JsonObject content) {
            return new Body("application/json", content.toBuffer());
        }
    }
}
