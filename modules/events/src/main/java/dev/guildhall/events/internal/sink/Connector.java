package dev.guildhall.events.internal.sink;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What a subscription can be connected to, with a configuration of its own for each. */
public interface Connector {

    /** What subscriptions call it by, in upper case. */
    String kind();

    /** Whether subscriptions of the tenant can be connected to it. */
    default boolean serves(Tenant tenant) {
        return true;
    }

    /**
     * Takes from what a client says of it what is to be kept.
     *
     * @param tenant one that it {@linkplain #serves serves}, whose subscription it is
     * @param told with its kind, and in the form the contract says
     * @param faults gets what is wrong with it, under names that begin with {@code sink.}
     */
    Future<JsonObject> configure(Tenant tenant, JsonObject told, Faults faults);

    /** As much of a configuration as everybody may see who reads the audit log. */
    default JsonObject disclosed(JsonObject configuration) {
        return configuration;
    }

    /** What the audit log says of a change beside what is disclosed. */
    default JsonObject disclosedChange(JsonObject before, JsonObject after) {
        return new JsonObject();
    }

    /** A new secret of a subscription, in the form its owner is shown once; empty when nothing is signed. */
    default Optional<String> newSecret() {
        return Optional.empty();
    }
}
