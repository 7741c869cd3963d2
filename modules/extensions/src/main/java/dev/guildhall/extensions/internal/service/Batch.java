package dev.guildhall.extensions.internal.service;

import dev.guildhall.spi.JobOrder;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What the service of an extension wants done altogether or not at all. */
record Batch(List<StateChange> state, List<Emission> events, List<JobOrder> jobs) {

    /**
     * A value to be remembered or forgotten.
     *
     * @param value empty to forget it
     * @param expectedVersion the one that it must have, 0 standing for no value; empty when that does not matter
     */
    record StateChange(String key, Optional<JsonObject> value, Optional<Long> expectedVersion) {}

    /** @param subject null for none */
    record Emission(String type, String subject, JsonObject data) {}
}
