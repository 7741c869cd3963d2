package dev.guildhall.spi.testing;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatRequest;
import dev.guildhall.spi.ChatTool;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a chat model is asked by {@link StartedExtension#answer}; made by {@link #of} and the {@code with…} methods. */
public record FakeQuestion(
        String model,
        Optional<String> instructions,
        List<ChatMessage> messages,
        List<ChatTool> tools,
        JsonObject parameters,
        Caller caller,
        String requestId,
        Instant deadline)
        implements ChatRequest {

    private record Tool(String name, String description, JsonObject input) implements ChatTool {}

    /** @param messages the conversation, the oldest first */
    public static FakeQuestion of(String model, ChatMessage... messages) {
        return new FakeQuestion(
                model,
                Optional.empty(),
                List.of(messages),
                List.of(),
                new JsonObject(),
                null,
                "test",
                Instant.now().plusSeconds(10));
    }

    public FakeQuestion withInstructions(String text) {
        return new FakeQuestion(model, Optional.of(text), messages, tools, parameters, caller, requestId, deadline);
    }

    /** The same with one tool more. */
    public FakeQuestion withTool(String name, String description, JsonObject input) {
        var more = new ArrayList<>(tools);
        more.add(new Tool(name, description, input));
        return new FakeQuestion(
                model, instructions, messages, List.copyOf(more), parameters, caller, requestId, deadline);
    }

    public FakeQuestion withParameters(JsonObject others) {
        return new FakeQuestion(model, instructions, messages, tools, others, caller, requestId, deadline);
    }

    FakeQuestion by(Caller other) {
        return new FakeQuestion(model, instructions, messages, tools, parameters, other, requestId, deadline);
    }

    @Override
    public boolean isCancelled() {
        return !Instant.now().isBefore(deadline);
    }
}
