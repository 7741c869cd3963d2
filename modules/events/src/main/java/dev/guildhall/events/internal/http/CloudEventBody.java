package dev.guildhall.events.internal.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Faults;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;

/** A CloudEvent of the JSON format as a body of the API: what a client may say of an event, and no more. */
final class CloudEventBody {

    private static final String MEDIA_TYPE = "application/cloudevents";
    private static final Pattern JSON = Pattern.compile("(?i)[a-z]+/(?:[^;]+\\+)?json\\s*(?:;.*)?");

    private CloudEventBody() {}

    /** Whether a body of this media type has CloudEvents in it, one or several. */
    static boolean isNamed(String mediaType) {
        return mediaType.startsWith(MEDIA_TYPE);
    }

    /** @param place how fields of it are named in faults */
    static JsonObject read(JsonObject event, String place, Faults faults) {
        var type = event.getString("datacontenttype");
        if (type != null && !JSON.matcher(type).matches()) {
            faults.add(CommonError.REQUEST_INVALID.onField(
                    place + "datacontenttype", "Events carry JSON; send it as data with application/json"));
        }
        if (event.containsKey("data_base64")) {
            faults.add(
                    CommonError.REQUEST_INVALID.onField(place + "data_base64", "Events carry JSON; send it as data"));
        }
        if (event.containsKey("actor")) {
            faults.add(CommonError.REQUEST_INVALID.onField(place + "actor", "The actor is the caller; leave it out"));
        }
        var body = new JsonObject();
        for (var name : new String[] {"type", "subject", "data"}) {
            if (event.containsKey(name)) {
                body.put(name, event.getValue(name));
            }
        }
        return body;
    }
}
