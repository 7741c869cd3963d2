package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.SubscriptionInput;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a client says about a subscription: its form was settled by the contract, and its sink takes it or not. */
final class SubscriptionReader {

    /** Kinds that the contract knows and this installation does not have, and why. */
    private static final Map<String, String> NOT_AVAILABLE =
            Map.of("KAFKA", "this installation has no Kafka until its operator names the brokers");

    private final Tenant tenant;
    private final JsonObject body;
    private final Faults faults = new Faults();
    private String sinkKind;
    private JsonObject sink;

    private SubscriptionReader(Tenant tenant, JsonObject body) {
        this.tenant = tenant;
        this.body = body;
    }

    /** Fails naming every field that is wrong. */
    static Future<SubscriptionInput> read(Tenant tenant, JsonObject body, Sinks sinks) {
        var input = new SubscriptionReader(tenant, body);
        input.requireNoNull("name", "types", "sink", "ordered", "enabled");
        input.requirePatterns();
        if (body.getJsonObject("filter") != null) {
            EventFilter.check("filter", body.getJsonObject("filter"), input.faults);
        }
        var sink = body.getJsonObject("sink");
        var callable = sink == null ? Future.<Void>succeededFuture() : input.readSink(sink, sinks);
        return callable.map(checked -> {
            input.faults.refuse();
            return new SubscriptionInput(body, input.sinkKind, input.sink);
        });
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
            if (!TypePattern.isValid(types.getString(i))) {
                invalid("types." + i, "must be a type such as member.added, or a pattern such as member.* or *");
            }
        }
    }

    private Future<Void> readSink(JsonObject told, Sinks sinks) {
        var kind = told.getString("kind").toUpperCase(Locale.ROOT);
        var found = sinks.find(kind);
        if (found.isPresent() && !found.get().serves(tenant)) {
            refuseSink(sinks, "one of the kind " + kind + " is for workspaces alone");
            return Future.succeededFuture();
        }
        if (found.isPresent()) {
            return found.get().configure(tenant, told, faults).map(configuration -> {
                sinkKind = kind;
                sink = configuration;
                return null;
            });
        }
        var why = NOT_AVAILABLE.get(kind);
        if (why == null) {
            invalid("sink.kind", "must be " + anyOf(known(sinks)));
        } else {
            refuseSink(sinks, why);
        }
        return Future.succeededFuture();
    }

    private void refuseSink(Sinks sinks, String why) {
        var use = "Use a sink of the kind " + anyOf(sinks.kinds(tenant));
        faults.add(EventsError.SINK_NOT_AVAILABLE.onField("sink.kind", use + ": " + why + "."));
    }

    private List<String> known(Sinks sinks) {
        return Stream.concat(sinks.kinds(tenant).stream(), NOT_AVAILABLE.keySet().stream())
                .toList();
    }

    private static String anyOf(List<String> kinds) {
        var last = kinds.size() - 1;
        return last == 0 ? kinds.get(0) : String.join(", ", kinds.subList(0, last)) + " or " + kinds.get(last);
    }

    private void invalid(String field, String why) {
        faults.add(field, field + " " + why);
    }
}
