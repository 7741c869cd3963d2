package dev.guildhall.host;

import dev.guildhall.spi.Event;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** An event on its way to the code of an extension. */
public record DeliveredEvent(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        long sequence,
        String workspaceId,
        String actor,
        String correlationId,
        Optional<String> causationId,
        JsonObject data)
        implements Event {

    static DeliveredEvent copyOf(Event event) {
        return new DeliveredEvent(
                event.id(),
                event.source(),
                event.type(),
                event.subject(),
                event.time(),
                event.sequence(),
                event.workspaceId(),
                event.actor(),
                event.correlationId(),
                event.causationId(),
                event.data().copy());
    }
}
