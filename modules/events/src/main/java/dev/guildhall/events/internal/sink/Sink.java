package dev.guildhall.events.internal.sink;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DeliveryAttempt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A way by which the events of subscriptions leave, with a configuration of its own for each. */
public interface Sink {

    /** What subscriptions call it by, in upper case. */
    String kind();

    /**
     * Takes from what a client says of the sink what is to be kept.
     *
     * @param workspace whose subscription it is
     * @param told with its kind, and in the form the contract says
     * @param faults gets what is wrong with it, under names that begin with {@code sink.}
     */
    Future<JsonObject> configure(WorkspaceId workspace, JsonObject told, Faults faults);

    /** As much of a configuration as everybody may see who reads the audit log. */
    JsonObject disclosed(JsonObject configuration);

    /** What the audit log says of a change beside what is disclosed. */
    JsonObject disclosedChange(JsonObject before, JsonObject after);

    /** A new secret of a subscription, in the form its owner is shown once; empty when nothing is signed. */
    Optional<String> newSecret();

    /** Under which name a workspace's deliveries to one place are counted, so that they are not too many at once. */
    String place(JsonObject configuration);

    /** How many events it is given at once at most; of a subscription in order, it is given one. */
    int batch();

    /**
     * Makes one attempt; the future always succeeds and says what became of each event.
     *
     * @param secrets those that are valid now, the newest first; none when it has none
     * @param events CloudEvents
     * @param wanted is asked just before they are sent, for they may have waited for something
     */
    Future<List<DeliveryAttempt>> deliver(
            JsonObject configuration, List<String> secrets, List<JsonObject> events, BooleanSupplier wanted);
}
