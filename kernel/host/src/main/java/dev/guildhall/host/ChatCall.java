package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatTool;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A question to one of the chat models that an extension provides.
 *
 * @param messages the conversation, the oldest first
 * @param parameters belong to the extension from now on, as do the schemas of the tools
 */
public record ChatCall(
        String provider,
        String model,
        Optional<String> instructions,
        List<ChatMessage> messages,
        List<ChatTool> tools,
        JsonObject parameters,
        Caller caller,
        CallChain chain) {}
