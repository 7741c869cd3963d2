package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;

/** Something that a {@link ChatModel} may call. Handed over by the host, so it may grow. */
public interface ChatTool {

    /** Letters, digits, {@code _} and {@code -}, at most 64, as models take them. */
    String name();

    /** What it does, for the model. */
    String description();

    /** A JSON Schema of its input; it belongs to the model. */
    JsonObject input();
}
