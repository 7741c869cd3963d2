package dev.guildhall.events;

import io.vertx.core.json.JsonObject;

/** What is delivered once more: the events after one sequence, up to another. */
public record Replay(long after, long until) {

    public JsonObject toJson() {
        return new JsonObject().put("after", after).put("until", until);
    }
}
