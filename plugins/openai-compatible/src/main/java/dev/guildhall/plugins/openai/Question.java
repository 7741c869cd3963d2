package dev.guildhall.plugins.openai;

import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatRequest;
import dev.guildhall.spi.ChatTool;
import dev.guildhall.spi.ChatToolCall;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What is asked, as chat completions take it. */
final class Question {

    private Question() {}

    static JsonObject of(ChatRequest request) {
        var messages = new JsonArray();
        request.instructions().ifPresent(text -> messages.add(message("system", text)));
        request.messages().forEach(message -> messages.add(of(message)));
        // An agent's parameters say how the model works, and not what it is asked.
        var question = request.parameters()
                .copy()
                .put("model", request.model())
                .put("messages", messages)
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true));
        question.remove("n");
        if (request.tools().isEmpty()) {
            question.remove("tools");
        } else {
            var tools = new JsonArray();
            request.tools().forEach(tool -> tools.add(of(tool)));
            question.put("tools", tools);
        }
        return question;
    }

    private static JsonObject of(ChatMessage message) {
        return switch (message.role()) {
            case TOOL ->
                message("tool", message.text())
                        .put("tool_call_id", message.toolCallId().orElseThrow());
            case ASSISTANT -> said(message);
            default -> message("user", message.text());
        };
    }

    private static JsonObject said(ChatMessage message) {
        var said = message("assistant", message.text());
        if (!message.toolCalls().isEmpty()) {
            var calls = new JsonArray();
            message.toolCalls().forEach(call -> calls.add(of(call)));
            said.put("tool_calls", calls);
        }
        return said;
    }

    private static JsonObject of(ChatToolCall call) {
        return new JsonObject()
                .put("id", call.id())
                .put("type", "function")
                .put(
                        "function",
                        new JsonObject()
                                .put("name", call.tool())
                                .put("arguments", call.input().encode()));
    }

    private static JsonObject of(ChatTool tool) {
        return new JsonObject()
                .put("type", "function")
                .put(
                        "function",
                        new JsonObject()
                                .put("name", tool.name())
                                .put("description", tool.description())
                                .put("parameters", tool.input()));
    }

    private static JsonObject message(String role, String text) {
        return new JsonObject().put("role", role).put("content", text);
    }
}
