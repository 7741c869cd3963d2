package dev.guildhall.events;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What is wanted of a subscription, in a creation or a change; see {@link Subscriptions#read}.
 *
 * @param body what was said
 * @param sinkKind null when nothing was said of the sink
 * @param sink its configuration as the sink takes it, or null
 */
public record SubscriptionInput(JsonObject body, String sinkKind, JsonObject sink) {

    String name(String otherwise) {
        return body.getString("name", otherwise);
    }

    List<String> types(List<String> otherwise) {
        return body.containsKey("types")
                ? body.getJsonArray("types").stream()
                        .map(String.class::cast)
                        .distinct()
                        .toList()
                : otherwise;
    }

    JsonObject filter(JsonObject otherwise) {
        return body.containsKey("filter") ? body.getJsonObject("filter") : otherwise;
    }

    String sinkKind(String otherwise) {
        return sink == null ? otherwise : sinkKind;
    }

    /** The configuration of the sink. */
    JsonObject sink(JsonObject otherwise) {
        return sink == null ? otherwise : sink;
    }

    boolean ordered(boolean otherwise) {
        return body.getBoolean("ordered", otherwise);
    }

    boolean enabled(boolean otherwise) {
        return body.getBoolean("enabled", otherwise);
    }
}
