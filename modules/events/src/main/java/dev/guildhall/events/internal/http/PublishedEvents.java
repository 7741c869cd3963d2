package dev.guildhall.events.internal.http;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventActor;
import dev.guildhall.events.EventType;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.NewEvent;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads the events a client publishes; the contract has settled their form already. */
final class PublishedEvents {

    static final int MAX_DATA_BYTES = 64 * 1024;

    private PublishedEvents() {}

    /** One event or several; fails when a single one is refused, and then says which. */
    static List<NewEvent> read(Object body, EventActor actor) {
        if (body instanceof JsonArray list) {
            var events = new ArrayList<NewEvent>(list.size());
            for (var i = 0; i < list.size(); i++) {
                events.add(event(list.getJsonObject(i), i + ".", actor));
            }
            return events;
        }
        return List.of(event((JsonObject) body, "", actor));
    }

    private static NewEvent event(JsonObject body, String place, EventActor actor) {
        var type = body.getString("type");
        if (EventType.isReserved(type)) {
            throw EventsError.TYPE_RESERVED.onField(
                    place + "type",
                    "Only the platform says " + type + "; choose a type that does not begin with "
                            + type.substring(0, type.indexOf('.') + 1));
        }
        var data = body.getValue("data");
        if (data != null && Json.encodeToBuffer(data).length() > MAX_DATA_BYTES) {
            throw tooLarge(place + "data");
        }
        var content = data == null && body.containsKey("data") ? Event.NULL : data;
        return new NewEvent(type, body.getString("subject"), actor, content);
    }

    private static Problem tooLarge(String field) {
        return EventsError.EVENT_TOO_LARGE
                .because("The data of an event takes " + MAX_DATA_BYTES
                        + " bytes as JSON at most; put a reference into it instead.")
                .withDetails(List.of(new Problem.Detail(field, "is too large")));
    }
}
