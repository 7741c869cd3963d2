package dev.guildhall.events.internal.sink;

import dev.guildhall.events.DeliveryAttempt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A way by which the events of subscriptions leave. */
public interface Sink extends Connector {

    /** Under which name a tenant's deliveries to one place are counted, so that they are not too many at once. */
    String place(JsonObject configuration);

    /** How many events it is given at once at most; of a subscription in order, it is given one. */
    int batch();

    /** How long it is from the beginning of one attempt to that of the next at least. */
    default Duration pause(JsonObject configuration) {
        return Duration.ZERO;
    }

    /**
     * Makes one attempt; the future always succeeds and says what became of each event.
     *
     * @param secrets those that are valid now, the newest first; none when it has none
     * @param events CloudEvents
     * @param wanted is asked just before they are sent, for they may have waited for something
     */
    Future<List<DeliveryAttempt>> deliver(
            JsonObject configuration, List<String> secrets, List<JsonObject> events, BooleanSupplier wanted);
}
