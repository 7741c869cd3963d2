package dev.guildhall.events.internal.webhook;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.events.EventsError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client says about a subscription, in a creation or a change: its form was settled by the contract, and its
 * webhook may be called.
 */
final class SubscriptionInput {

    private final JsonObject body;
    private final Faults faults = new Faults();

    private SubscriptionInput(JsonObject body) {
        this.body = body;
    }

    /** Fails naming every field that is wrong. */
    static Future<SubscriptionInput> read(JsonObject body, OutboundGuard outbound) {
        var input = new SubscriptionInput(body);
        input.requireNoNull("name", "types", "sink", "ordered", "enabled");
        input.requirePatterns();
        if (body.getJsonObject("filter") != null) {
            EventFilter.check("filter", body.getJsonObject("filter"), input.faults);
        }
        var sink = body.getJsonObject("sink");
        var callable = sink == null ? Future.<Void>succeededFuture() : input.requireWebhook(sink, outbound);
        return callable.map(checked -> {
            input.faults.refuse();
            return input;
        });
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
                invalid(field, "cannot be cleared");
            }
        }
    }

    private void requirePatterns() {
        var types = Optional.ofNullable(body.getJsonArray("types")).orElseGet(JsonArray::new);
        for (var i = 0; i < types.size(); i++) {
            if (TypePattern.parse(types.getString(i)).isEmpty()) {
                invalid("types." + i, "must be a type such as member.added, or a pattern such as member.* or *");
            }
        }
    }

    private Future<Void> requireWebhook(JsonObject sink, OutboundGuard outbound) {
        var kind = sink.getString("kind").toUpperCase(Locale.ROOT);
        switch (kind) {
            case Subscription.WEBHOOK -> {
                return requireUrl(sink, outbound);
            }
            case "KAFKA" -> notAvailable("no Kafka is configured on this installation");
            case "BUS" -> notAvailable("events are on the event bus at workspace.{workspaceId}.events anyway");
            default -> invalid("sink.kind", "must be WEBHOOK, KAFKA or BUS");
        }
        return Future.succeededFuture();
    }

    private Future<Void> requireUrl(JsonObject sink, OutboundGuard outbound) {
        for (var other : List.of("topic", "address")) {
            if (sink.containsKey(other)) {
                invalid("sink." + other, "is not a property of a webhook");
            }
        }
        if (sink.getString("url") == null) {
            invalid("sink.url", "is required");
            return Future.succeededFuture();
        }
        return faults.await(outbound.check("sink.url", sink.getString("url")));
    }

    private void notAvailable(String why) {
        faults.add(EventsError.SINK_NOT_AVAILABLE.onField("sink.kind", "Use a sink of the kind WEBHOOK: " + why + "."));
    }

    private void invalid(String field, String why) {
        faults.add(field, field + " " + why);
    }
}
