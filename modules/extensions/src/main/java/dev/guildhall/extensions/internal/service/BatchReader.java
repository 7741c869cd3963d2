package dev.guildhall.extensions.internal.service;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.text.Timestamp;
import dev.guildhall.extensions.internal.runtime.StateChanges;
import dev.guildhall.extensions.internal.service.Batch.Emission;
import dev.guildhall.extensions.internal.service.Batch.StateChange;
import dev.guildhall.spi.JobOrder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Reads what a service wants done: its form was settled by the contract. */
final class BatchReader {

    private static final Duration LATEST = Duration.ofDays(366);

    private final Faults faults = new Faults();

    private BatchReader() {}

    static Batch read(JsonObject body) {
        var reader = new BatchReader();
        var batch = new Batch(
                each(body, "state", reader::stateChange),
                each(body, "events", (place, event) -> emission(event)),
                each(body, "jobs", reader::order));
        reader.faults.refuse();
        return batch;
    }

    private static <T> List<T> each(JsonObject body, String field, BiFunction<String, JsonObject, T> reading) {
        var list = body.getJsonArray(field, new JsonArray());
        return IntStream.range(0, list.size())
                .mapToObj(index -> reading.apply(field + "." + index + ".", list.getJsonObject(index)))
                .toList();
    }

    private StateChange stateChange(String place, JsonObject change) {
        var value = Optional.ofNullable(change.getJsonObject("value"));
        value.ifPresent(kept -> requireSmall(place + "value", kept));
        return new StateChange(change.getString("key"), value, Optional.ofNullable(change.getLong("expectedVersion")));
    }

    private static Emission emission(JsonObject event) {
        return new Emission(
                event.getString("type"), event.getString("subject"), event.getJsonObject("data", new JsonObject()));
    }

    private JobOrder order(String place, JsonObject order) {
        var input = order.getJsonObject("input", new JsonObject());
        requireSmall(place + "input", input);
        var at = Optional.ofNullable(order.getString("at"))
                .flatMap(text -> faults.read(() -> Timestamp.parse(place + "at", text)));
        faults.require(
                at.filter(time -> time.isAfter(Instant.now().plus(LATEST))).isEmpty(),
                place + "at",
                place + "at must be within a year");
        var wanted =
                JobOrder.of(order.getString("jobId"), order.getString("key")).withInput(input);
        return at.map(wanted::withTime).orElse(wanted);
    }

    private void requireSmall(String field, JsonObject value) {
        faults.require(
                value.toBuffer().length() <= StateChanges.MAX_BYTES,
                field,
                field + " has at most " + StateChanges.MAX_BYTES + " bytes");
    }
}
