package dev.guildhall.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One message of a conversation with a {@link ChatModel}. */
public final class ChatMessage {

    /** Who says it. It may grow: have a {@code default} branch where you switch over it. */
    public enum Role {
        USER,
        /** The model. */
        ASSISTANT,
        /** What came of a call that the model wanted. */
        TOOL
    }

    private final Role role;
    private final String text;
    private final List<ChatToolCall> toolCalls;
    private final String toolCallId;

    private ChatMessage(Role role, String text, List<ChatToolCall> toolCalls, String toolCallId) {
        this.role = role;
        this.text = Objects.requireNonNull(text, "text");
        this.toolCalls = List.copyOf(toolCalls);
        this.toolCallId = toolCallId;
    }

    public static ChatMessage user(String text) {
        return new ChatMessage(Role.USER, text, List.of(), null);
    }

    /** @param toolCalls what the model wanted to have called */
    public static ChatMessage assistant(String text, List<ChatToolCall> toolCalls) {
        return new ChatMessage(Role.ASSISTANT, text, toolCalls, null);
    }

    /** @param toolCallId the {@link ChatToolCall#id()} that it is the result of */
    public static ChatMessage tool(String toolCallId, String result) {
        return new ChatMessage(Role.TOOL, result, List.of(), Objects.requireNonNull(toolCallId, "toolCallId"));
    }

    public Role role() {
        return role;
    }

    /** What is said; of {@link Role#TOOL} a result as JSON, and perhaps empty of {@link Role#ASSISTANT}. */
    public String text() {
        return text;
    }

    /** Of {@link Role#ASSISTANT} only. */
    public List<ChatToolCall> toolCalls() {
        return toolCalls;
    }

    /** Of {@link Role#TOOL} only. */
    public Optional<String> toolCallId() {
        return Optional.ofNullable(toolCallId);
    }
}
