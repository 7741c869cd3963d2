package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Where the items of a result go that comes in a stream. */
@FunctionalInterface
public interface ResultStream {

    /**
     * Takes the next item. The future completes when there is room for one more, so send that then and not before; it fails
     * when nobody takes any more, which is the time to stop.
     */
    Future<Void> send(JsonObject item);
}
