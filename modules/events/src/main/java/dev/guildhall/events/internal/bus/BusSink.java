package dev.guildhall.events.internal.bus;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DeliveryAttempt;
import dev.guildhall.events.internal.sink.Sink;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Publishes CloudEvents on the event bus, for verticles that listen there, on any member where nodes share one.
 * Configured by an address of the workspace. Clients of the bridge follow the log by themselves.
 */
public final class BusSink implements Sink {

    /** What subscriptions call it by. */
    public static final String KIND = "BUS";

    private static final String ADDRESS = "address";
    private static final String WHOLE = "busAddress";
    private static final int BATCH = 32;

    private final EventBus bus;
    private final Clock clock;

    public BusSink(EventBus bus, Clock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean serves(Tenant tenant) {
        return tenant instanceof WorkspaceId;
    }

    @Override
    public Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults) {
        told.fieldNames().stream()
                .filter(field -> !field.equals("kind") && !field.equals(ADDRESS))
                .forEach(other -> faults.add("sink." + other, "sink." + other + " is not a property of an address"));
        var address =
                Optional.ofNullable(told.getString(ADDRESS)).flatMap(text -> BusAddress.of((WorkspaceId) tenant, text));
        var free = address.filter(own -> !own.isOfAll());
        faults.require(
                free.isPresent(),
                "sink.address",
                address.isPresent()
                        ? "sink.address is that of all events, which arrive there anyway; choose another"
                        : "sink.address is required: up to 128 letters, digits, '.', '_' and '-'");
        var configuration = new JsonObject().put(ADDRESS, told.getString(ADDRESS));
        free.ifPresent(own -> configuration.put(WHOLE, own.toString()));
        return Future.succeededFuture(configuration);
    }

    /** Where on the bus the events of a configuration arrive. */
    public static String address(JsonObject configuration) {
        return configuration.getString(WHOLE);
    }

    @Override
    public String place(JsonObject configuration) {
        return KIND;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Future<List<DeliveryAttempt>> deliver(
            JsonObject configuration, List<String> secrets, List<JsonObject> events, BooleanSupplier wanted) {
        var now = clock.instant();
        if (!wanted.getAsBoolean()) {
            var lost = DeliveryAttempt.failed(now, Duration.ZERO, "It is another node's to send by now");
            return Future.succeededFuture(events.stream().map(event -> lost).toList());
        }
        var address = address(configuration);
        var publisher = bus.<JsonObject>publisher(address);
        var written = events.stream()
                .map(event -> publisher.write(event).recover(BusSink::unlessNobodyListens))
                .toList();
        return Future.join(written).transform(all -> {
            // What follows one that could not be written is sent again after it, so that consumers see their order.
            var sent = written.stream().takeWhile(Future::succeeded).count();
            return Future.succeededFuture(IntStream.range(0, written.size())
                    .mapToObj(index -> index < sent
                            ? DeliveryAttempt.kept(now, Duration.ZERO, address)
                            : DeliveryAttempt.failed(now, Duration.ZERO, "A node that listens could not be reached"))
                    .toList());
        });
    }

    private static Future<Void> unlessNobodyListens(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS
                ? Future.succeededFuture()
                : Future.failedFuture(failure);
    }
}
