package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.events.EventsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** What a client says about a subscription, in a creation or a change; the contract has settled its form already. */
final class SubscriptionInput {

    private final JsonObject body;

    private SubscriptionInput(JsonObject body) {
        this.body = body;
    }

    /** Fails with {@code REQUEST.INVALID} on the field that is wrong. */
    static SubscriptionInput read(JsonObject body) {
        var input = new SubscriptionInput(body);
        input.requireNoNull("name", "types", "sink", "ordered", "enabled");
        input.requirePatterns();
        if (body.getJsonObject("filter") != null) {
            EventFilter.parse("filter", body.getJsonObject("filter"));
        }
        if (body.containsKey("sink")) {
            requireWebhook(body.getJsonObject("sink"));
        }
        return input;
    }

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

    String url(String otherwise) {
        return body.containsKey("sink") ? body.getJsonObject("sink").getString("url") : otherwise;
    }

    boolean ordered(boolean otherwise) {
        return body.getBoolean("ordered", otherwise);
    }

    boolean enabled(boolean otherwise) {
        return body.getBoolean("enabled", otherwise);
    }

    private void requireNoNull(String... fields) {
        for (var field : fields) {
            if (body.containsKey(field) && body.getValue(field) == null) {
                throw invalid(field, "cannot be cleared");
            }
        }
    }

    private void requirePatterns() {
        var types = body.getJsonArray("types", new JsonArray());
        for (var i = 0; i < types.size(); i++) {
            if (TypePattern.parse(types.getString(i)).isEmpty()) {
                throw invalid("types." + i, "must be a type such as member.added, or a pattern such as member.* or *");
            }
        }
    }

    private static void requireWebhook(JsonObject sink) {
        var kind = sink.getString("kind").toUpperCase(Locale.ROOT);
        switch (kind) {
            case Subscription.WEBHOOK -> requireUrl(sink);
            case "KAFKA" -> throw notAvailable("no Kafka is configured on this installation");
            case "BUS" -> throw notAvailable("events are on the event bus at workspace.{workspaceId}.events anyway");
            default -> throw invalid("sink.kind", "must be WEBHOOK, KAFKA or BUS");
        }
    }

    private static void requireUrl(JsonObject sink) {
        if (sink.getString("url") == null) {
            throw invalid("sink.url", "is required");
        }
        for (var other : List.of("topic", "address")) {
            if (sink.containsKey(other)) {
                throw invalid("sink." + other, "is not a property of a webhook");
            }
        }
    }

    private static Problem notAvailable(String why) {
        return EventsError.SINK_NOT_AVAILABLE.onField("sink.kind", "Use a sink of the kind WEBHOOK: " + why + ".");
    }

    private static Problem invalid(String field, String why) {
        return CommonError.REQUEST_INVALID.onField(field, field + " " + why);
    }
}
