package dev.guildhall.events.internal.sink;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.DeliveryAttempt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Stands for a sink that this installation had and has no more: what is for it fails until it is back or given up on. */
public record AbsentSink(String kind, Clock clock) implements Sink {

    @Override
    public Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults) {
        faults.add("sink.kind", why());
        return Future.succeededFuture(new JsonObject());
    }

    @Override
    public JsonObject disclosed(JsonObject configuration) {
        return new JsonObject();
    }

    @Override
    public String place(JsonObject configuration) {
        return kind;
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public Future<List<DeliveryAttempt>> deliver(
            JsonObject configuration, List<String> secrets, List<JsonObject> events, BooleanSupplier wanted) {
        var attempt = DeliveryAttempt.failed(clock.instant(), Duration.ZERO, why());
        return Future.succeededFuture(events.stream().map(event -> attempt).toList());
    }

    private String why() {
        return "This installation has no sink of the kind " + kind;
    }
}
