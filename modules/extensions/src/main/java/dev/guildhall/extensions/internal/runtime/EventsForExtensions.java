package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.event.Event;
import dev.guildhall.host.DeliveredEvent;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Events as the code of extensions is given them. */
final class EventsForExtensions {

    private EventsForExtensions() {}

    static DeliveredEvent of(Event event) {
        return new DeliveredEvent(
                event.id().toString(),
                event.source(),
                event.type(),
                event.subject(),
                event.time(),
                event.sequence(),
                event.tenant().toString(),
                event.actor().text(),
                event.correlation(),
                event.cause().event().map(UUID::toString),
                data(event.content()));
    }

    // An extension is promised an object; clients may publish any JSON.
    private static JsonObject data(Object content) {
        if (content == null) {
            return new JsonObject();
        }
        return content instanceof JsonObject object
                ? object
                : new JsonObject().put("value", content == Event.NULL ? null : content);
    }
}
