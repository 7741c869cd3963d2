package dev.guildhall.events.internal.http;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.EventType;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.NewEvent;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads the events a client publishes; the contract has settled their form already. */
final class PublishedEvents {

    static final int MAX_DATA_BYTES = 64 * 1024;

    private PublishedEvents() {}

    /** One event or several; fails when one is refused, and then says which. */
    static Future<List<NewEvent>> read(ApiRequest request, Object body) {
        return body instanceof JsonArray list ? several(request, list, "") : several(request, List.of(body), null);
    }

    /** Several as a field of an object. */
    static Future<List<NewEvent>> readBatch(ApiRequest request, Object body) {
        return several(request, ((JsonObject) body).getJsonArray("events", new JsonArray()), "events.");
    }

    /** @param place how the list is named in faults; null when there is none, but one event alone */
    private static Future<List<NewEvent>> several(ApiRequest request, Iterable<?> bodies, String place) {
        var by = request.authentication();
        var areCloudEvents = CloudEventBody.isNamed(request.contentType());
        var faults = new Faults();
        var events = new ArrayList<NewEvent>();
        for (var body : bodies) {
            var sent = (JsonObject) body;
            var here = place == null ? "" : place + events.size() + ".";
            events.add(event(areCloudEvents ? CloudEventBody.read(sent, here, faults) : sent, here, by, faults));
        }
        faults.refuse();
        return Future.succeededFuture(events);
    }

    private static NewEvent event(JsonObject body, String place, Authentication by, Faults faults) {
        var type = body.getString("type");
        if (type != null && EventType.isReserved(type)) {
            faults.add(EventsError.TYPE_RESERVED.onField(
                    place + "type",
                    "Only the platform says " + type + "; choose a type that does not begin with "
                            + type.substring(0, type.indexOf('.') + 1)));
        }
        var data = body.getValue("data");
        if (data != null && Json.encodeToBuffer(data).length() > MAX_DATA_BYTES) {
            faults.add(tooLarge(place + "data"));
        }
        var content = data == null && body.containsKey("data") ? Event.NULL : data;
        return new NewEvent(
                type, body.getString("subject"), by.principal(), by.origin().cause(), content);
    }

    private static Problem tooLarge(String field) {
        return EventsError.EVENT_TOO_LARGE
                .because("The data of an event takes " + MAX_DATA_BYTES
                        + " bytes as JSON at most; put a reference into it instead.")
                .withDetails(List.of(new Problem.Detail(field, "is too large")));
    }
}
