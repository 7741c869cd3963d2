package dev.guildhall.host;

import io.vertx.core.json.JsonObject;

/** A part of what a chat model answers. */
public sealed interface ChatPart {

    record Text(String piece) implements ChatPart {}

    /** @param id tells the call from the others of the conversation, as the model named it */
    record Wanted(String id, String tool, JsonObject input) implements ChatPart {}
}
