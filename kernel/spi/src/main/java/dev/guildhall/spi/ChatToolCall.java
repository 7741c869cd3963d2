package dev.guildhall.spi;

import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** A call of a {@link ChatTool} that a {@link ChatModel} wants. */
public final class ChatToolCall {

    private final String id;
    private final String tool;
    private final JsonObject input;

    private ChatToolCall(String id, String tool, JsonObject input) {
        this.id = Objects.requireNonNull(id, "id");
        this.tool = Objects.requireNonNull(tool, "tool");
        this.input = Objects.requireNonNull(input, "input");
    }

    /**
     * @param id tells it from the others of the conversation, at most 200 characters
     * @param tool the {@link ChatTool#name()}
     */
    public static ChatToolCall of(String id, String tool, JsonObject input) {
        return new ChatToolCall(id, tool, input);
    }

    public String id() {
        return id;
    }

    public String tool() {
        return tool;
    }

    public JsonObject input() {
        return input;
    }
}
